"""Tables of trades, positions and candles from files or the clipboard, and back to CSV.

table       text as rows of cells: delimiter, quotes, header.
times       moments as people write them; what can be read in two ways is asked about.
roles       what a column means. `layouts` knows those of many exports.
reading     rows as trades, and what is wrong with those that are none.
progress    how far long work has come; what watches it may stop it.
importing   trades into the book, all or nothing.
exporting   trades out of the book. `cells` keeps text from becoming a formula in a spreadsheet.
"""
