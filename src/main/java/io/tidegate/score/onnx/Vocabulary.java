package io.tidegate.score.onnx;

import io.tidegate.score.onnx.UnusableClassifier.Part;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens that a model knows, by text; a token's id is the number of its line, from 0. Immutable. */
final class Vocabulary {

    static final String CLASSIFY = "[CLS]";
    static final String SEPARATE = "[SEP]";
    static final String UNKNOWN = "[UNK]";
    static final String PAD = "[PAD]";

    private final Map<String, Integer> ids = new HashMap<>();
    private final int longest;
    private final int highestId;

    private Vocabulary(List<String> lines) throws UnusableClassifier {
        int most = 0;
        for (int i = 0; i < lines.size(); i++) {
            ids.put(lines.get(i), i); // the last of equal lines, as models are trained
            most = Math.max(most, lines.get(i).length());
        }
        longest = most;
        highestId = lines.size() - 1;
        for (String special : List.of(CLASSIFY, SEPARATE, UNKNOWN, PAD)) {
            if (!ids.containsKey(special)) {
                throw new UnusableClassifier(
                        Part.VOCABULARY, "has no line " + special + ": it is no vocabulary of WordPiece");
            }
        }
    }

    static Vocabulary of(byte[] file) throws UnusableClassifier {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return new Vocabulary(text.lines().toList());
        } catch (CharacterCodingException e) {
            throw new UnusableClassifier(Part.VOCABULARY, "is no UTF-8 text");
        }
    }

    /** The id of a token, or -1. */
    int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    /** UTF-16 units in the longest token. */
    int longest() {
        return longest;
    }

    int highestId() {
        return highestId;
    }
}
