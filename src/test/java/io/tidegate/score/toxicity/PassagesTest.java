package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PassagesTest {

    private final Random random = new Random(6);

    /** A text of random tokens: of each one the sums of weights, one a head, how many features it has, and whether it ends a sentence. */
    private record Text(int[][] weights, int[] features, boolean[] ends) {

        private int tokens() {
            return features.length;
        }
    }

    private Text text() {
        int tokens = 1 + random.nextInt(150);
        double endsSentence = random.nextDouble() * 0.6;
        Text text = new Text(new int[tokens][Lanes.HEADS], new int[tokens], new boolean[tokens]);
        for (int i = 0; i < tokens; i++) {
            text.features[i] = random.nextInt(40);
            text.ends[i] = i == tokens - 1 || random.nextDouble() < endsSentence;
        }
        return text;
    }

    @Test
    void theWorstPassageIsTheWorstOfAll() {
        ModelPassages passages = new ModelPassages(Lanes.HEADS);
        for (int round = 0; round < 2_000; round++) {
            Text text = text();
            passages.clear();
            long[] block = new long[ModelPassages.PARTS * Passages.BLOCK];
            long sentenceEnds = 0;
            int size = 0;
            for (int i = 0; i < text.tokens(); i++) {
                int place = ModelPassages.PARTS * size;
                Arrays.fill(block, place, place + ModelPassages.PARTS, 0);
                for (int feature = 0; feature < text.features[i]; feature++) {
                    int[] weights = random.ints(Lanes.HEADS, -Lanes.LARGEST, Lanes.LARGEST + 1)
                            .toArray();
                    long packed = Lanes.pack(weights);
                    block[place] += Lanes.first(packed);
                    block[place + 1] += Lanes.second(packed);
                    block[place + 2] += Lanes.third(packed);
                    for (int head = 0; head < Lanes.HEADS; head++) {
                        text.weights[i][head] += weights[head];
                    }
                }
                block[place + 3] = 10L * i | (10L * i + 5) << Integer.SIZE;
                sentenceEnds |= (text.ends[i] ? 1L : 0) << size;
                size++;
                if (size == Passages.BLOCK || i == text.tokens() - 1 || random.nextInt(20) == 0) {
                    passages.add(size, block, sentenceEnds);
                    sentenceEnds = 0;
                    size = 0;
                }
            }
            for (int head = 0; head < Lanes.HEADS; head++) {
                assertThat(passages.worst(head)).isCloseTo(worst(text, head), within(1e-9));
                int first = passages.worstStart(head) / 10;
                int end = (passages.worstEnd(head) + 5) / 10;
                assertThat(value(text, first, end, head)).isCloseTo(passages.worst(head), within(1e-9));
            }
        }
    }

    @Test
    void trainingFindsTheSamePassages() {
        TrainingPassages passages = new TrainingPassages();
        for (int round = 0; round < 2_000; round++) {
            Text text = text();
            passages.clear();
            for (int i = 0; i < text.tokens(); i++) {
                text.weights[i][0] = random.nextInt(200) - 100;
                passages.token(text.weights[i][0], text.features[i], text.ends[i]);
            }
            assertThat(passages.worst()).isCloseTo(worst(text, 0), within(1e-9));
            assertThat(value(text, passages.worstFirst(), passages.worstEnd(), 0))
                    .isCloseTo(passages.worst(), within(1e-9));
        }
    }

    /** By definition: runs of whole sentences, at most 8 and 48 tokens, and in a longer sentence some runs of 16 and 48. */
    private static double worst(Text text, int head) {
        double worst = Double.NEGATIVE_INFINITY;
        int sentence = 0;
        for (int end = 1; end <= text.tokens(); end++) {
            int length = end - sentence;
            boolean whole = text.ends[end - 1];
            int sentences = 0;
            for (int first = end - 1; first >= Math.max(0, end - Passages.LONGEST); first--) {
                boolean starts = first == 0 || text.ends[first - 1];
                sentences += starts ? 1 : 0;
                boolean run = first >= sentence
                        && (end - first == Passages.SHORT || end - first == Passages.LONGEST)
                        && (whole ? length > end - first : length % (Passages.SHORT / 2) == 0);
                if ((whole && starts && sentences <= Passages.MOST_SENTENCES) || run) {
                    worst = Math.max(worst, value(text, first, end, head));
                }
            }
            if (whole) {
                sentence = end;
            }
        }
        return worst;
    }

    private static double value(Text text, int first, int end, int head) {
        double sum = 0;
        int count = 0;
        for (int i = first; i < end; i++) {
            sum += text.weights[i][head];
            count += text.features[i];
        }
        return sum / Math.sqrt(count + 300);
    }
}
