import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes {@code look-alikes.txt}: for each letter from a to z the characters that look like it, by Unicode's table of confusables
 * as ICU has it, and by compatibility decomposition. Run with ICU4J 78.1 on the class path:
 *
 * <pre>java -cp icu4j-78.1.jar src/build/LookAlikes.java src/main/resources/io/tidegate/score/toxicity/look-alikes.txt</pre>
 */
final class LookAlikes {

    private static final int LAST = 0x1FFFF;

    private LookAlikes() {}

    public static void main(String[] args) throws IOException {
        SpoofChecker checker = new SpoofChecker.Builder().build();
        Map<Character, StringBuilder> alike = new TreeMap<>();
        for (int point = 0x80; point <= LAST; point++) {
            if (!Character.isDefined(point) || Character.getType(point) == Character.SURROGATE) {
                continue;
            }
            char letter = letter(point, checker);
            if (letter != 0) {
                alike.computeIfAbsent(letter, unused -> new StringBuilder()).appendCodePoint(point);
            }
        }
        StringBuilder file = new StringBuilder();
        alike.forEach((letter, others) -> file.append(letter).append(others).append('\n'));
        Files.writeString(Path.of(args[0]), file, StandardCharsets.UTF_8);
    }

    /** The letter from a to z that a character looks like, or 0. A capital is taken by its small letter: I is no l; a small
     * letter that looks like none by its capital. */
    private static char letter(int point, SpoofChecker checker) {
        int small = UCharacter.toLowerCase(point);
        for (String folded : new String[] {
            Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD),
            checker.getSkeleton(Character.toString(small)),
            checker.getSkeleton(Character.toString(point)),
            checker.getSkeleton(Character.toString(UCharacter.toUpperCase(point)))
        }) {
            String bare = folded.codePoints()
                    .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK && c != '(' && c != ')')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .toLowerCase(java.util.Locale.ROOT);
            boolean latin = bare.length() == 1 && bare.charAt(0) >= 'a' && bare.charAt(0) <= 'z';
            if (latin && (Character.isLetterOrDigit(point) || Character.getType(point) == Character.OTHER_SYMBOL)) {
                return bare.charAt(0);
            }
        }
        return 0;
    }
}
