package io.tidegate.sample;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rule for ids, dataset names and model names, which travel in headers and label metrics. */
final class Label {

    static final int MAX_ID_BYTES = 256;
    static final int MAX_MODEL_BYTES = 256;
    static final int MAX_DATASET_BYTES = 128;

    private Label() {}

    /** What keeps a text from being a label, in words that follow its name; empty if nothing does. */
    static Optional<String> fault(String text, int maxBytes) {
        if (text.isEmpty()) {
            return Optional.of(" is empty");
        }
        if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return Optional.of(" is longer than " + maxBytes + " bytes");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(" holds a control character");
        }
        if (text.codePoints().anyMatch(Label::isLoneSurrogate)) {
            return Optional.of(" holds half of a surrogate pair");
        }
        return Optional.empty();
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
