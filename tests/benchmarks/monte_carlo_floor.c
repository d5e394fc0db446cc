/* The least work that walks the same paths: a counter-based generator, a table of steps, peak, drawdown and ruin. */

#include <stdint.h>

#define LANES 1024

int walk(const float *steps, int count, int paths, int trades, float level, uint32_t seed, float *ends, float *deepest)
{
    int ruined = 0;
    for (int base = 0; base < paths; base += LANES) {
        float at[LANES] = {0}, peak[LANES] = {0}, below[LANES] = {0}, least[LANES] = {0};
        for (int trade = 0; trade < trades; trade++) {
            uint32_t key = (uint32_t)(base / LANES * trades + trade) * 0x9E3779B9u + seed;
            for (int i = 0; i < LANES; i++) {
                uint32_t bits = key ^ ((uint32_t)i * 0x85EBCA6Bu);
                bits ^= bits >> 16;
                bits *= 0x7feb352du;
                bits ^= bits >> 15;
                bits *= 0x846ca68bu;
                bits ^= bits >> 16;
                float place = at[i] + steps[((uint64_t)bits * (uint32_t)count) >> 32];
                float highest = peak[i] > place ? peak[i] : place;
                float depth = highest - place;
                at[i] = place;
                peak[i] = highest;
                below[i] = below[i] > depth ? below[i] : depth;
                least[i] = least[i] < place ? least[i] : place;
            }
        }
        for (int i = 0; i < LANES && base + i < paths; i++) {
            ruined += least[i] <= level;
            ends[base + i] = at[i];
            deepest[base + i] = below[i];
        }
    }
    return ruined;
}
