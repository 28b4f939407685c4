import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Puts the lists of obscene words that NOTICE names into the one file that the toxicity judge reads.
 *
 * <pre>{@code
 * java src/build/WordLists.java DATA_DIR/ldnoobw src/main/resources/io/tidegate/score/toxicity/word-lists.txt.gz
 * }</pre>
 *
 * <p>Written are the lists of the languages that have no model, Canadian French within French: a line {@code = code}, then
 * the entries, sorted, one a line, without white space around them. Otherwise they are as their authors wrote them.
 */
public final class WordLists {

    private static final List<String> LANGUAGES = List.of(
            "ar", "cs", "da", "eo", "es", "fa", "fi", "fil", "fr", "hi", "hu", "it", "ja", "kab", "nl", "no", "pl", "ru",
            "sv", "th", "tlh", "tr");

    private WordLists() {}

    /** Takes the folder of lists and the file to write. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java src/build/WordLists.java LIST_DIR OUT_FILE");
            System.exit(2);
        }
        StringBuilder text = new StringBuilder();
        for (String language : LANGUAGES) {
            TreeSet<String> entries = new TreeSet<>(entries(Path.of(args[0], language)));
            if (language.equals("fr")) {
                entries.addAll(entries(Path.of(args[0], "fr-CA-u-sd-caqc")));
            }
            text.append("= ").append(language).append('\n');
            entries.forEach(entry -> text.append(entry).append('\n'));
        }
        try (OutputStream out = new BestGzip(Files.newOutputStream(Path.of(args[1])))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> entries(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class BestGzip extends GZIPOutputStream {

        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
