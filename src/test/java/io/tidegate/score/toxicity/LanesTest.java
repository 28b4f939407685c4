package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LanesTest {

    /** Begins at sums that soon overflow, as they do after a long text. */
    @Test
    void addsWhatAdditionOneByOneAdds() {
        Random random = new Random(9);
        for (int round = 0; round < 2_000; round++) {
            int heads = 1 + random.nextInt(Lanes.HEADS);
            int[] sums = new int[heads];
            long[] before = random.longs(3).toArray();
            long[] after = before.clone();
            int features = random.nextInt(Passages.LONGEST * Tokens.MOST_FEATURES);
            for (int i = 0; i < features; i++) {
                int[] weights =
                        random.ints(heads, -Lanes.LARGEST, Lanes.LARGEST + 1).toArray();
                long packed = Lanes.pack(weights);
                after[0] += Lanes.first(packed);
                after[1] += Lanes.second(packed);
                after[2] += Lanes.third(packed);
                for (int head = 0; head < heads; head++) {
                    sums[head] += weights[head];
                }
            }

            assertThat(Lanes.features(after[2] - before[2])).isEqualTo(features);
            for (int head = 0; head < heads; head++) {
                long sum = after[head / 2] - before[head / 2];
                assertThat(head % 2 == 0 ? Lanes.lower(sum, features) : Lanes.upper(sum, features))
                        .isEqualTo(sums[head]);
            }
        }
    }
}
