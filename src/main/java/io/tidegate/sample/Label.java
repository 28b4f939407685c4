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
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isISOControl(c)) {
                return Optional.of(" holds a control character");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(at))) {
                    return Optional.of(" holds half of a surrogate pair");
                }
                at++;
            }
        }
        return Optional.empty();
    }
}
