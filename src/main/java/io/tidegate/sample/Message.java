package io.tidegate.sample;

import java.util.Optional;

/**
 * A turn before the sample's own origin is known, which may stand behind it in the document.
 *
 * @param origin what the message itself says
 */
record Message(Role role, String text, Optional<Origin> origin) {

    /** The text's length in code points. */
    int characters() {
        return text.codePointCount(0, text.length());
    }
}
