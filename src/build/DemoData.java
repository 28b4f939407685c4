import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Builds the records that {@code tidegate demo} streams, from the public data sets that NOTICE names.
 *
 * <pre>{@code
 * java src/build/DemoData.java DATA_DIR src/main/resources/io/tidegate/demo
 * }</pre>
 *
 * <p>DATA_DIR holds {@code gsm8k/train.jsonl}, {@code gsm8k_human_vs_model/human_vs_model.jsonl} (880 rows of GSM8K's
 * example_model_solutions.jsonl), {@code gpteacher/{codegen,roleplay,toolformer}.json},
 * {@code alpaca_seed/seed_tasks.jsonl}, {@code davidson/labeled_data.csv}, {@code toxicity/civil_comments.jsonl.gz} (the
 * comments of Toxic Spans, one {@code {"text": …}} a line) and {@code ldnoobw/en}, a list of obscene words that only
 * keeps rows out. The seed is fixed, so the records are the same at every run.
 *
 * <p>Written are one gzipped JSONL file per dataset, in the order in which it is streamed, and {@code damaged.b64.gz}:
 * records that are no samples of a known dataset, base64-encoded, one a line (an empty line is an empty value).
 *
 * <p>All text is as its authors wrote it, with two exceptions, both told by their ids: {@code …-crlf},
 * {@code …-spaced} and {@code …-reworded} are copies in other white space, case and sentence punctuation;
 * {@code …-extended} are copies with a closing remark. Other copies are as producers make them: the same record sent
 * again, and the near-duplicates that the sources hold. What a record declares about its origin follows the source; the
 * third generation of some code is declared for the demo's sake.
 */
public final class DemoData {

    private static final long SEED = 20_240_229;

    private static final int HUMAN_MATHS = 900;
    /** How many solutions of each model: one of them dominates. */
    private static final Map<String, Integer> MODEL_MATHS =
            Map.of("6b_finetuning", 700, "6b_verification", 200, "175b_finetuning", 200, "175b_verification", 200);

    private static final int CODE = 900;
    private static final int THIRD_GENERATION_CODE = 36;
    private static final int ROLEPLAY = 600;
    private static final int ROLEPLAY_WITHOUT_ORIGIN = 15;
    private static final int TOOLS = 300;
    private static final int TOOL_PAIRS = 40;
    private static final int CLEAN_COMMENTS = 300;
    private static final int TOXIC_COMMENTS = 60;

    /** What chat models and their users add below a text that they pass on. */
    private static final List<String> CLOSINGS = List.of(
            "I hope this is useful to you.",
            "Please let me know if you need anything else.",
            "Feel free to ask if any part of this is unclear.",
            "If you would like me to change anything, just tell me what.",
            "Let me know what you think, and I will gladly go into more detail.",
            "That is the whole of it; please ask again if you would like another version to compare.");

    private final Path data;
    private final Path out;

    private DemoData(Path data, Path out) {
        this.data = data;
        this.out = out;
    }

    /** Takes the data folder and the folder to write to. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: java src/build/DemoData.java DATA_DIR OUT_DIR");
            System.exit(2);
        }
        new DemoData(Path.of(args[0]), Path.of(args[1])).build();
    }

    private void build() throws IOException {
        Files.createDirectories(out);
        write("math-dialogues.jsonl.gz", mathDialogues());
        write("code-instructions.jsonl.gz", codeInstructions());
        write("roleplay.jsonl.gz", roleplay());
        write("tool-use.jsonl.gz", toolUse());
        write("seed-tasks.jsonl.gz", seedTasks());
        write("comments.jsonl.gz", comments());
        write("damaged.b64.gz", damaged());
    }

    // ---- the datasets ----

    /** Human questions and answers as prompt and completion; other questions answered by four models, as messages. */
    private List<String> mathDialogues() throws IOException {
        Random random = new Random(SEED);
        Stream stream = new Stream("math-dialogues", random);
        List<Row> human = rows("gsm8k/train.jsonl");
        for (Row r : pick(human, HUMAN_MATHS, random)) {
            stream.add(
                    id -> object(
                            "id",
                            id,
                            "dataset",
                            "math-dialogues",
                            "origin",
                            HUMAN,
                            "prompt",
                            r.text("question"),
                            "completion",
                            r.text("answer")),
                    "gsm8k-" + r.number(),
                    r.text("question"),
                    r.text("answer"));
        }
        List<Row> answered = rows("gsm8k_human_vs_model/human_vs_model.jsonl");
        for (String model : MODEL_MATHS.keySet().stream().sorted().toList()) {
            for (Row r : pick(answered, MODEL_MATHS.get(model), random)) {
                String solution = (String) r.object(model).get("solution");
                stream.add(
                        id -> object(
                                "id",
                                id,
                                "dataset",
                                "math-dialogues",
                                "origin",
                                synthetic(model, 1),
                                "messages",
                                turns("role", "content", "user", r.text("question"), "assistant", solution)),
                        "gsm8k-" + model + "-" + r.number());
            }
        }
        stream.shuffle();
        stream.resend(8);
        return stream.lines();
    }

    /** Instruction, input, response, with the near-duplicates that the source holds. */
    private List<String> codeInstructions() throws IOException {
        Random random = new Random(SEED + 1);
        Stream stream = new Stream("code-instructions", random);
        List<Row> rows = array("gpteacher/codegen.json");
        List<Row> chosen = pickWithPairs(
                rows,
                r -> join(r.text("instruction"), r.text("input"), r.text("response")),
                CODE,
                Integer.MAX_VALUE,
                0.8,
                random);
        for (int i = 0; i < chosen.size(); i++) {
            Row r = chosen.get(i);
            // The pairs come first; later generations are taken from the rows behind them.
            int generation = i >= CODE - THIRD_GENERATION_CODE ? 3 : 1;
            Shape shape = id -> object(
                    "id",
                    id,
                    "dataset",
                    "code-instructions",
                    "origin",
                    synthetic("gpt-4", generation),
                    "instruction",
                    r.text("instruction"),
                    "input",
                    r.text("input"),
                    "response",
                    r.text("response"));
            String name = "codegen-" + r.number();
            if (generation == 1) {
                stream.add(shape, name, r.text("instruction"), r.text("input"), r.text("response"));
            } else {
                stream.add(shape, name);
            }
        }
        stream.shuffle();
        copies(stream, 5, "crlf", text -> text.indexOf('\n') >= 0, (id, t) -> code(id, t[0], t[1], crlf(t[2])), 2);
        extended(stream, 15, (id, t) -> code(id, t[0], t[1], t[2]), 2);
        stream.resend(6);
        return stream.lines();
    }

    private static String code(String id, String instruction, String input, String response) {
        return object(
                "id",
                id,
                "dataset",
                "code-instructions",
                "origin",
                synthetic("gpt-4", 1),
                "instruction",
                instruction,
                "input",
                input,
                "response",
                response);
    }

    /** ShareGPT conversations of one exchange; some producers forgot the origin. */
    private List<String> roleplay() throws IOException {
        Random random = new Random(SEED + 2);
        Stream stream = new Stream("roleplay", random);
        List<Row> rows = array("gpteacher/roleplay.json").stream()
                .filter(r -> r.text("input").isEmpty())
                .toList();
        int n = 0;
        for (Row r : pick(rows, ROLEPLAY, random)) {
            String name = "roleplay-" + r.number();
            if (n++ < ROLEPLAY_WITHOUT_ORIGIN) {
                stream.add(
                        id -> object(
                                "id",
                                id,
                                "dataset",
                                "roleplay",
                                "conversations",
                                turns("from", "value", "human", r.text("instruction"), "gpt", r.text("response"))),
                        name);
            } else {
                stream.add(
                        id -> conversation(id, r.text("instruction"), r.text("response")),
                        name,
                        r.text("instruction"),
                        r.text("response"));
            }
        }
        stream.shuffle();
        copies(
                stream,
                5,
                "spaced",
                text -> text.contains(". "),
                (id, t) -> conversation(id, t[0], t[1].replace(". ", ".  ") + "\n"),
                1);
        copies(
                stream,
                6,
                "reworded",
                text -> text.contains(", "),
                (id, t) -> conversation(id, plain(t[0]), plain(t[1])),
                1);
        extended(stream, 15, (id, t) -> conversation(id, t[0], t[1]), 1);
        stream.resend(4);
        return stream.lines();
    }

    private static String conversation(String id, String instruction, String response) {
        return object(
                "id",
                id,
                "dataset",
                "roleplay",
                "origin",
                synthetic("gpt-4", 1),
                "conversations",
                turns("from", "value", "human", instruction, "gpt", response));
    }

    /** Messages with a system prompt that names the tools: shared by most samples, which are not copies for that. */
    private List<String> toolUse() throws IOException {
        Random random = new Random(SEED + 3);
        Stream stream = new Stream("tool-use", random);
        List<Row> rows = array("gpteacher/toolformer.json");
        for (Row r : pickWithPairs(rows, r -> join(task(r), r.text("response")), TOOLS, TOOL_PAIRS, 0.85, random)) {
            String instruction = r.text("instruction");
            String system = instruction.substring(0, instruction.lastIndexOf('\n'));
            stream.add(
                    id -> object(
                            "id",
                            id,
                            "dataset",
                            "tool-use",
                            "origin",
                            synthetic("gpt-4", 1),
                            "messages",
                            turns(
                                    "role",
                                    "content",
                                    "system",
                                    system,
                                    "user",
                                    task(r),
                                    "assistant",
                                    r.text("response"))),
                    "toolformer-" + r.number());
        }
        stream.shuffle();
        return stream.lines();
    }

    /** The task is the instruction's last line; the lines above list the tools. */
    private static String task(Row r) {
        String instruction = r.text("instruction");
        String task = instruction.substring(instruction.lastIndexOf('\n') + 1);
        return r.text("input").isEmpty() ? task : task + "\n" + r.text("input");
    }

    /** Human instructions without dataset and origin: their sender claims both in record headers. */
    private List<String> seedTasks() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Row r : rows("alpaca_seed/seed_tasks.jsonl")) {
            for (Object instance : (List<?>) r.fields().get("instances")) {
                Map<?, ?> fields = (Map<?, ?>) instance;
                lines.add(object(
                        "id",
                        r.text("id"),
                        "instruction",
                        r.text("instruction"),
                        "input",
                        fields.get("input"),
                        "output",
                        fields.get("output")));
            }
        }
        return lines;
    }

    /** Plain texts of undeclared origin: tweets that all raters found clean, and toxic news comments. */
    private List<String> comments() throws IOException {
        Random random = new Random(SEED + 4);
        Stream stream = new Stream("comments", random);
        for (Row r : pick(cleanTweets(), CLEAN_COMMENTS, random)) {
            stream.add(id -> comment(id, r.text("tweet")), "tweet-" + r.number(), r.text("tweet"));
        }
        for (Row r : pick(toxicComments(), TOXIC_COMMENTS, random)) {
            stream.add(id -> comment(id, r.text("text")), "civil-" + r.number());
        }
        stream.shuffle();
        copies(
                stream,
                4,
                "reworded",
                text -> text.contains(", ") && text.length() > 80,
                (id, t) -> comment(id, plain(t[0])),
                0);
        stream.resend(2);
        return stream.lines();
    }

    private static String comment(String id, String text) {
        return object("id", id, "dataset", "comments", "text", text);
    }

    /** Tweets that name nobody and hold no link, where every rater said neither hateful nor offensive. */
    private List<Row> cleanTweets() throws IOException {
        Pattern named = Pattern.compile("@|https?:|&#|\\bRT\\b");
        // The source was sampled by slurs and their homonyms: keep the homonyms' everyday meanings only.
        Pattern everyday = Pattern.compile(
                "\\b(birds?|yankees?|trash|brownies?|oreos?|monkeys?|charlie|yellow|mock\\w*|crackers?|banana|teabag\\w*)\\b",
                Pattern.CASE_INSENSITIVE);
        Pattern doubtful = Pattern.compile(
                "jihad|islam|muslim|jew|negro|colou?red|ghetto|redneck|hillbill|redskin|injun|yokel|white"
                    + "|black|asian|mexican|race|racis|gay|kill|die|dead|hate|stupid|idiot|dumb|ugly|damn|hell|crap|suck|drunk|drugs?|"
                    + "weed|sexy?|climax|\\bmeth|crackhead|jail|thug|gun|shoot|shot|fat|ass\\b|af\\b|lmao|lmfao|wtf|stfu|nig",
                Pattern.CASE_INSENSITIVE);
        Predicate<String> obscene = obscene();
        List<Row> rows = new ArrayList<>();
        for (Row r : csv("davidson/labeled_data.csv")) {
            String tweet = r.text("tweet");
            if (r.text("neither").equals(r.text("count"))
                    && tweet.length() >= 40
                    && everyday.matcher(tweet).find()
                    && !named.matcher(tweet).find()
                    && !doubtful.matcher(tweet).find()
                    && !obscene.test(tweet)) {
                rows.add(r);
            }
        }
        return rows;
    }

    /** Comments that insult in words fit to be shown: the demo needs plain cases, not the worst ones. */
    private List<Row> toxicComments() throws IOException {
        Pattern insult = Pattern.compile(
                "\\b(idiots?|idiotic|morons?|stupid|dumb|losers?|pathetic|fools?|clowns?|jerk|ignorant|garbage|"
                        + "liars?|hypocrites?)\\b",
                Pattern.CASE_INSENSITIVE);
        Pattern group = Pattern.compile(
                "muslim|islam|jew|christian|catholic|black|white|race|racis|gay|trump|clinton|hillary|"
                    + "obama|trudeau|harper|immigrant|mexic|women|religio|jesus|retard|kill|rape|priest|pope|native|alaskan|"
                    + "\"|donald|palin|comey|justin|carson|arpacio|\\bgop|republic|repube|democrat|liberal|commie|alien|\\bpeta|chump|"
                    + "deaf|terrorist|https?:|president|tillerson|kaepernick|flynn|chinese|hawaii|tard|illegal|"
                    + "governor|clapper|spencer|\\banc\\b",
                Pattern.CASE_INSENSITIVE);
        Pattern person = Pattern.compile(
                "\\b(idiots?|morons?|losers?|fools?|clowns?|ignorant|hypocrites?|liars?)\\b", Pattern.CASE_INSENSITIVE);
        Predicate<String> obscene = obscene();
        return rows("toxicity/civil_comments.jsonl.gz").stream()
                .filter(r -> {
                    String text = r.text("text");
                    return text.length() >= 25
                            && text.length() <= 220
                            && person.matcher(text).find()
                            && insult.matcher(text).results().count() >= 2
                            && !group.matcher(text).find()
                            && !obscene.test(text);
                })
                .toList();
    }

    private Predicate<String> obscene() throws IOException {
        String words = Files.readAllLines(data.resolve("ldnoobw/en")).stream()
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?<!\\w)(" + words + ")(?!\\w)", Pattern.CASE_INSENSITIVE)
                .asPredicate();
    }

    // ---- damaged records ----

    /** Values that producers have been seen to send, none of them a sample of a known dataset. */
    private List<String> damaged() throws IOException {
        Row row = array("gpteacher/codegen.json").get(7);
        IntFunction<String> whole =
                n -> code("damaged-" + n, row.text("instruction"), row.text("input"), row.text("response"));
        List<byte[]> values = new ArrayList<>();
        // Cut off in a string, before the last brace, and between two fields.
        values.add(utf8(whole.apply(1).substring(0, 215)));
        values.add(utf8(whole.apply(2).substring(0, whole.apply(2).length() - 1)));
        values.add(utf8(whole.apply(3).substring(0, whole.apply(3).indexOf("\"instruction\""))));
        // Two records in one, a raw line break in a string, Python's repr, and its NaN.
        values.add(utf8(whole.apply(4) + whole.apply(4)));
        values.add(utf8("{\"id\":\"damaged-5\",\"dataset\":\"comments\",\"text\":\"first line\nsecond line\"}"));
        values.add(utf8("{'id': 'damaged-6', 'dataset': 'comments', 'text': 'it is fine', 'origin': None}"));
        values.add(utf8("{\"id\":\"damaged-7\",\"dataset\":\"comments\",\"quality\":NaN,\"text\":\"it is fine\"}"));
        // Wrong encodings.
        IntFunction<String> accents = n -> "{\"id\":\"damaged-" + n
                + "\",\"dataset\":\"comments\",\"text\":\"Un café à la carte, s'il vous plaît\"}";
        values.add(accents.apply(8).getBytes(StandardCharsets.ISO_8859_1));
        values.add(accents.apply(9).getBytes(StandardCharsets.UTF_16));
        values.add(accents.apply(10).getBytes(StandardCharsets.UTF_16LE));
        values.add(replace(utf8(accents.apply(11)), utf8("é"), new byte[] {(byte) 0xC3}));
        // Other formats: Avro and Protobuf behind Confluent's five bytes, gzip, a proxy's error page, CSV.
        values.add(concat(new byte[] {0, 0, 0, 0, 42}, avro("damaged-12"), avro("comments"), avro("it is fine")));
        values.add(concat(
                new byte[] {0, 0, 0, 0, 7, 0},
                protobuf(1, "damaged-13"),
                protobuf(2, "comments"),
                protobuf(3, "it is fine")));
        values.add(gzip(utf8(whole.apply(14))));
        values.add(utf8("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                + "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"));
        values.add(utf8("damaged-16,comments,\"it is fine\"\n"));
        // Nothing at all.
        values.add(new byte[0]);
        values.add(utf8(" \r\n"));
        values.add(utf8("null"));
        values.add(utf8("{\"id\":\"damaged-20\",\"dataset\":\"comments\",\"text\":\"\"}"));
        // JSON of another shape or with values of other types.
        values.add(utf8("[" + whole.apply(21) + "]"));
        values.add(utf8("{\"id\":\"damaged-22\",\"dataset\":\"comments\",\"text\":42}"));
        values.add(utf8("{\"id\":\"damaged-23\",\"dataset\":\"math-dialogues\",\"question\":\"What is 2 +"
                + " 2?\",\"answer\":\"4\"}"));
        values.add(
                utf8("{\"id\":\"damaged-24\",\"dataset\":\"math-dialogues\",\"messages\":\"user: What is 2 + 2?\"}"));
        values.add(utf8("{\"id\":\"damaged-25\",\"dataset\":\"math-dialogues\",\"messages\":[]}"));
        values.add(utf8(
                "{\"id\":\"damaged-26\",\"dataset\":\"roleplay\",\"messages\":[{\"role\":\"narrator\",\"content\":\"Night"
                    + " falls.\"},{\"role\":\"user\",\"content\":\"Who is there?\"}]}"));
        values.add(utf8("{\"id\":\"damaged-27\",\"dataset\":\"roleplay\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"What is in this picture?\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]},"
                + "{\"role\":\"assistant\",\"content\":\"A lighthouse.\"}]}"));
        values.add(utf8("{\"id\":\"damaged-28\",\"dataset\":\"comments\",\"text\":" + "[".repeat(5000)
                + "]".repeat(5000) + "}"));
        values.add(utf8("{\"id\":\"\",\"dataset\":\"comments\",\"text\":\"it is fine\"}"));
        // Well-formed, but nobody knows the dataset: a typing error, a renamed one, and a bare name.
        Row other = array("gpteacher/codegen.json").get(11);
        for (String dataset : List.of("code-instruction", "code-instructions-v2", "test")) {
            values.add(utf8(object(
                    "id",
                    "stray-" + dataset,
                    "dataset",
                    dataset,
                    "origin",
                    synthetic("gpt-4", 1),
                    "instruction",
                    other.text("instruction"),
                    "input",
                    other.text("input"),
                    "response",
                    other.text("response"))));
        }
        return values.stream().map(Base64.getEncoder()::encodeToString).toList();
    }

    private static byte[] avro(String text) {
        byte[] bytes = utf8(text);
        return concat(new byte[] {(byte) (bytes.length << 1)}, bytes);
    }

    private static byte[] protobuf(int field, String text) {
        byte[] bytes = utf8(text);
        return concat(new byte[] {(byte) (field << 3 | 2), (byte) bytes.length}, bytes);
    }

    private static byte[] replace(byte[] in, byte[] what, byte[] by) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return concat(Arrays.copyOf(in, i), by, Arrays.copyOfRange(in, i + what.length, in.length));
            }
        }
        throw new IllegalArgumentException("not found");
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- copies ----

    /** Writes a record under an id. */
    private interface Shape {
        String line(String id);
    }

    /** Writes a copy of the given texts under an id. */
    private interface Copy {
        String line(String id, String[] texts);
    }

    /** A record, with the texts that a copy of it can be made from; none if it isn't to be copied. */
    private record Entry(String id, String line, String[] texts) {}

    /** The records of one dataset, in streaming order. */
    private static final class Stream {
        private final String dataset;
        private final Random random;
        private final List<Entry> entries = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
        private final Set<String> copied = new HashSet<>();

        Stream(String dataset, Random random) {
            this.dataset = dataset;
            this.random = random;
        }

        void add(Shape shape, String id, String... texts) {
            if (!ids.add(id)) {
                throw new IllegalStateException(dataset + ": id " + id + " twice");
            }
            entries.add(new Entry(id, shape.line(id), texts));
        }

        void shuffle() {
            Collections.shuffle(entries, random);
        }

        /** Entries to copy, in random order; each is copied once at most. */
        List<Entry> originals(Predicate<Entry> fit) {
            List<Entry> all = new ArrayList<>(entries.stream()
                    .filter(e -> e.texts.length > 0 && !copied.contains(e.id) && fit.test(e))
                    .toList());
            Collections.shuffle(all, random);
            return all;
        }

        /** Puts a copy somewhere behind its original. */
        void insertAfter(Entry original, String id, String line) {
            copied.add(original.id);
            int at = entries.indexOf(original) + 1;
            entries.add(at + random.nextInt(entries.size() - at + 1), new Entry(id, line, new String[0]));
        }

        /** A producer's retries: the same bytes again, soon after. */
        void resend(int n) {
            for (Entry original : originals(e -> true).subList(0, n)) {
                copied.add(original.id);
                int at = entries.indexOf(original) + 1;
                entries.add(
                        at + random.nextInt(Math.min(20, entries.size() - at) + 1),
                        new Entry(original.id, original.line, new String[0]));
            }
        }

        List<String> lines() {
            return entries.stream().map(Entry::line).toList();
        }
    }

    /** Adds n copies of which the text numbered {@code part} fits. */
    private static void copies(Stream stream, int n, String suffix, Predicate<String> fit, Copy copy, int part) {
        for (Entry original : stream.originals(e -> fit.test(e.texts[part])).subList(0, n)) {
            String id = original.id + "-" + suffix;
            stream.insertAfter(original, id, copy.line(id, original.texts));
        }
    }

    /** Adds n copies with a closing remark behind the text numbered {@code part}, between 0.87 and 0.93 similar. */
    private static void extended(Stream stream, int n, Copy copy, int part) {
        int made = 0;
        for (Entry original : stream.originals(e -> true)) {
            Set<Long> before = shingles(join(original.texts));
            for (String closing : CLOSINGS) {
                String[] texts = original.texts.clone();
                texts[part] = texts[part] + "\n\n" + closing;
                double similarity = jaccard(before, shingles(join(texts)));
                if (similarity >= 0.87 && similarity <= 0.93) {
                    String id = original.id + "-extended";
                    stream.insertAfter(original, id, copy.line(id, texts));
                    made++;
                    break;
                }
            }
            if (made == n) {
                return;
            }
        }
        throw new IllegalStateException("too few texts to extend");
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    /** The text in lower case, without the punctuation that ends clauses. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[.,;!?]+(?=\\s|$)", "");
    }

    // ---- choosing rows ----

    private static List<Row> pick(List<Row> rows, int n, Random random) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        if (n > shuffled.size()) {
            throw new IllegalStateException("asked for " + n + " of " + shuffled.size() + " rows");
        }
        return shuffled.subList(0, n);
    }

    /** Picks n rows; first come both members of up to {@code pairs} pairs that are at least {@code near} similar. */
    private static List<Row> pickWithPairs(
            List<Row> rows, Function<Row, String> text, int n, int pairs, double near, Random random) {
        List<Set<Long>> sets = rows.stream().map(text).map(DemoData::shingles).toList();
        List<int[]> found = nearPairs(sets, near);
        Collections.shuffle(found, random);
        Set<Row> picked = new LinkedHashSet<>();
        found.stream().limit(pairs).forEach(p -> {
            picked.add(rows.get(p[0]));
            picked.add(rows.get(p[1]));
        });
        for (Row row : pick(rows, rows.size(), random)) {
            if (picked.size() == n) {
                break;
            }
            picked.add(row);
        }
        return List.copyOf(picked);
    }

    /** Pairs whose Jaccard similarity reaches the limit, by prefix filtering (Bayardo et al. 2007). */
    private static List<int[]> nearPairs(List<Set<Long>> sets, double limit) {
        Map<Long, Integer> frequency = new HashMap<>();
        sets.forEach(set -> set.forEach(s -> frequency.merge(s, 1, Integer::sum)));
        Comparator<Long> rarestFirst =
                Comparator.<Long>comparingInt(frequency::get).thenComparing(Comparator.naturalOrder());
        Map<Long, List<Integer>> seen = new HashMap<>();
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            Set<Long> set = sets.get(i);
            int prefix = set.size() - (int) Math.ceil(limit * set.size()) + 1;
            Set<Integer> candidates = new LinkedHashSet<>();
            for (Long s : set.stream().sorted(rarestFirst).limit(prefix).toList()) {
                List<Integer> holders = seen.computeIfAbsent(s, k -> new ArrayList<>());
                candidates.addAll(holders);
                holders.add(i);
            }
            for (int j : candidates) {
                if (jaccard(set, sets.get(j)) >= limit) {
                    pairs.add(new int[] {j, i});
                }
            }
        }
        return pairs;
    }

    private static double jaccard(Set<Long> a, Set<Long> b) {
        long common = a.stream().filter(b::contains).count();
        return (double) common / (a.size() + b.size() - common);
    }

    private static final Pattern TOKEN = Pattern.compile("\\w+|[^\\w\\s.,;:!?'\"]", Pattern.UNICODE_CHARACTER_CLASS);

    /** Hashes of the runs of five tokens: words, and signs other than sentence punctuation. */
    private static Set<Long> shingles(String text) {
        List<String> tokens = TOKEN.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(m -> m.group())
                .toList();
        return IntStream.rangeClosed(0, Math.max(0, tokens.size() - 5))
                .mapToObj(i -> hash(tokens.subList(i, Math.min(i + 5, tokens.size()))))
                .collect(Collectors.toSet());
    }

    private static long hash(List<String> tokens) {
        long h = 0xcbf29ce484222325L;
        for (String token : tokens) {
            for (int i = 0; i < token.length(); i++) {
                h = (h ^ token.charAt(i)) * 0x100000001b3L;
            }
            h = (h ^ ' ') * 0x100000001b3L;
        }
        return h;
    }

    private static String join(String... texts) {
        return String.join("\n", texts);
    }

    // ---- reading ----

    /** One row of a source, numbered from 0. */
    private record Row(int number, Map<String, Object> fields) {
        String text(String field) {
            return (String) Objects.requireNonNull(fields.get(field), field);
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> object(String field) {
            return (Map<String, Object>) Objects.requireNonNull(fields.get(field), field);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && row.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private String read(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(data.resolve(file));
        if (file.endsWith(".gz")) {
            bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Row> rows(String jsonLines) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : read(jsonLines).split("\n")) {
            if (!line.isBlank()) {
                rows.add(row(rows.size(), new Json(line).value()));
            }
        }
        return rows;
    }

    private List<Row> array(String json) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Object o : (List<?>) new Json(read(json)).value()) {
            rows.add(row(rows.size(), o));
        }
        return rows;
    }

    @SuppressWarnings("unchecked")
    private static Row row(int number, Object value) {
        return new Row(number, (Map<String, Object>) value);
    }

    private List<Row> csv(String file) throws IOException {
        Matcher field = Pattern.compile("\\G(?:\"((?:[^\"]|\"\")*+)\"|([^,\r\n]*+))(,|\r?\n|\r|$)")
                .matcher(read(file));
        List<List<String>> table = new ArrayList<>();
        List<String> line = new ArrayList<>();
        while (field.find()) {
            line.add(field.group(1) != null ? field.group(1).replace("\"\"", "\"") : field.group(2));
            if (!field.group(3).equals(",")) {
                table.add(line);
                line = new ArrayList<>();
            }
        }
        List<String> names = table.get(0);
        List<Row> rows = new ArrayList<>();
        for (List<String> values : table.subList(1, table.size())) {
            if (values.size() == names.size()) {
                Map<String, Object> fields = new HashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    fields.put(names.get(i), values.get(i));
                }
                rows.add(new Row(rows.size(), fields));
            }
        }
        return rows;
    }

    /** Reads JSON into maps, lists, strings and, for the rest, the literal's text. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object value() {
            return switch (next()) {
                case '{' -> object();
                case '[' -> list();
                case '"' -> string();
                default -> literal();
            };
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        private boolean closes(char end) {
            if (next() == ',') {
                at++;
            }
            if (next() == end) {
                at++;
                return true;
            }
            return false;
        }

        private Map<String, Object> object() {
            Map<String, Object> map = new LinkedHashMap<>();
            at++;
            while (!closes('}')) {
                String name = string();
                if (next() != ':') {
                    throw new IllegalStateException("no colon at " + at);
                }
                at++;
                map.put(name, value());
            }
            return map;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            at++;
            while (!closes(']')) {
                list.add(value());
            }
            return list;
        }

        private String literal() {
            int from = at;
            while (at < text.length()
                    && ",]}".indexOf(text.charAt(at)) < 0
                    && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private String string() {
            StringBuilder s = new StringBuilder();
            while (text.charAt(++at) != '"') {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    switch (c) {
                        case 'n' -> c = '\n';
                        case 't' -> c = '\t';
                        case 'r' -> c = '\r';
                        case 'b' -> c = '\b';
                        case 'f' -> c = '\f';
                        case 'u' -> {
                            c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                            at += 4;
                        }
                        default -> {}
                    }
                }
                s.append(c);
            }
            at++;
            return s.toString();
        }
    }

    // ---- writing ----

    /** JSON that is written as it stands. */
    private record Raw(String json) {}

    private static final Raw HUMAN = new Raw(object("kind", "human"));

    private static Raw synthetic(String model, int generation) {
        return new Raw(object("kind", "synthetic", "model", model, "generation", new Raw(String.valueOf(generation))));
    }

    /** Turns as an array, from the names of their two fields and then speaker and text of each. */
    private static Raw turns(String speaker, String text, String... turns) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < turns.length; i += 2) {
            all.add(object(speaker, turns[i], text, turns[i + 1]));
        }
        return new Raw("[" + String.join(",", all) + "]");
    }

    /** An object, from names and values in turn. */
    private static String object(Object... namesAndValues) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.append(i == 0 ? "" : ",")
                    .append(quoted((String) namesAndValues[i]))
                    .append(':');
            Object value = namesAndValues[i + 1];
            json.append(value instanceof Raw raw ? raw.json : quoted((String) value));
        }
        return json.append('}').toString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }

    private void write(String file, List<String> lines) throws IOException {
        byte[] packed = gzip(utf8(String.join("\n", lines) + "\n"));
        Files.write(out.resolve(file), packed);
        System.err.printf("%-28s %5d records %8d bytes%n", file, lines.size(), packed.length);
    }

    /** Gzip without a time stamp, which is what Java writes. */
    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
