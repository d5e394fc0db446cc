"""The pages behind the three cards; imported when one is first opened."""
