package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PassagesTest {

    /** By definition: runs of whole sentences of at most 48 tokens, and in a longer sentence some runs of 16 and 48. */
    @Test
    void theWorstPassageIsTheWorstOfAll() {
        Random random = new Random(6);
        for (int round = 0; round < 2_000; round++) {
            int tokens = 1 + random.nextInt(150);
            double endsSentence = random.nextDouble() * 0.3;
            float[] weights = new float[tokens * 2];
            int[] features = new int[tokens];
            boolean[] ends = new boolean[tokens];
            Passages passages = new Passages(2);
            passages.clear();
            for (int i = 0; i < tokens; i++) {
                weights[2 * i] = random.nextInt(200) - 100;
                weights[2 * i + 1] = random.nextInt(200) - 100;
                features[i] = random.nextInt(40);
                ends[i] = i == tokens - 1 || random.nextDouble() < endsSentence;
                passages.token(weights, 2 * i, features[i]);
                if (ends[i]) {
                    passages.sentenceEnd();
                }
            }
            for (int head = 0; head < 2; head++) {
                assertThat(passages.worst(head)).isCloseTo(naive(weights, features, ends, head), within(1e-9));
                assertThat(value(weights, features, passages.worstFirst(head), passages.worstEnd(head), head))
                        .isCloseTo(passages.worst(head), within(1e-9));
            }
        }
    }

    private static double naive(float[] weights, int[] features, boolean[] ends, int head) {
        double worst = Double.NEGATIVE_INFINITY;
        int sentence = 0;
        for (int end = 1; end <= features.length; end++) {
            int length = end - sentence;
            boolean whole = ends[end - 1];
            for (int first = Math.max(0, end - Passages.LONGEST); first < end; first++) {
                boolean sentences = whole && (first == 0 || ends[first - 1]);
                boolean run = first >= sentence
                        && (end - first == Passages.SHORT || end - first == Passages.LONGEST)
                        && (whole ? length > end - first : length % (Passages.SHORT / 2) == 0);
                if (sentences || run) {
                    worst = Math.max(worst, value(weights, features, first, end, head));
                }
            }
            if (whole) {
                sentence = end;
            }
        }
        return worst;
    }

    private static double value(float[] weights, int[] features, int first, int end, int head) {
        double sum = 0;
        int count = 0;
        for (int i = first; i < end; i++) {
            sum += weights[2 * i + head];
            count += features[i];
        }
        return sum / Math.sqrt(count + 300);
    }
}
