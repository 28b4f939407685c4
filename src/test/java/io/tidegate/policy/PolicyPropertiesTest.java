package io.tidegate.policy;

import static io.tidegate.policy.Reading.READER;
import static io.tidegate.policy.Reading.mistakes;
import static io.tidegate.policy.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every policy, tried on many random ones. */
class PolicyPropertiesTest {

    private static final Map<String, List<String>> LEAVES = new TreeMap<>(Map.ofEntries(
            Map.entry("novelty.scope", List.of("dataset", "shared", "\"a b\"", "'it''s \"one\" \\ two'")),
            Map.entry("novelty.nearDuplicate", List.of("0.8", ".8", "1", "0.7", "off")),
            Map.entry("novelty.roles", List.of("[user]", "[assistant, tool]", "[system, developer, user]")),
            Map.entry("novelty.parts", List.of("all", "response")),
            Map.entry("novelty.numbers", List.of("any", "distinct")),
            Map.entry("novelty.minTurnNovelty", List.of("0", "0.25", "off")),
            Map.entry("toxicity.max", List.of("0", "0.5", "1.0", "off")),
            Map.entry("toxicity.roles", List.of("[user]", "[tool]")),
            Map.entry("toxicity.categories", List.of("{hate: 0.5}", "{profanity: off, hate: 1}", "{}")),
            Map.entry("toxicity.unsupported", List.of("pass", "refuse")),
            Map.entry("spam.max", List.of("0.123456789", "off")),
            Map.entry("synthetic.maxShare", List.of("0.7", "0", "off")),
            Map.entry("synthetic.unit", List.of("samples", "characters")),
            Map.entry("synthetic.window", List.of("all", "1", "1000000", "24h", "45s")),
            Map.entry("synthetic.humanFloor", List.of("1", "1000000000000", "off")),
            Map.entry("synthetic.maxHeld", List.of("1", "1000000")),
            Map.entry("synthetic.maxHeldBytes", List.of("1", "1099511627776")),
            Map.entry("synthetic.maxHoldDecisions", List.of("1", "77")),
            Map.entry("synthetic.maxHoldTime", List.of("1s", "24h", "off")),
            Map.entry("synthetic.maxGeneration", List.of("0", "3", "off")),
            Map.entry("synthetic.maxGeneratorShare", List.of("0.5", "off")),
            Map.entry("synthetic.unknownOriginIs", List.of("human", "synthetic", "refused")),
            Map.entry("synthetic.onExcess", List.of("quarantine", "hold")),
            Map.entry("synthetic.baseline", List.of("{human: 7}", "{synthetic: 3, human: 0}")),
            Map.entry("text.minCharacters", List.of("1", "2", "off")),
            Map.entry("text.maxCharacters", List.of("2", "200000", "off"))));

    /** Ways to write one thing, by what it is. */
    private static final List<List<String>> REMEMBERED =
            List.of(List.of("all", "'all'"), List.of("7"), List.of("1d", "24h", "PT24H", "'1440m'"));

    private static final List<String> NAMES =
            List.of("default", "math", "code", "'*'", "'a?'", "a-*", "'?*'", "日本", "'it''s'", "\"q\\\"\"", "x.y");

    /** A random policy: leaves by section by dataset. */
    private static Map<String, Map<String, List<String>>> policy(Random random) {
        Map<String, Map<String, List<String>>> datasets = new TreeMap<>();
        List<String> remembered = REMEMBERED.get(random.nextInt(REMEMBERED.size())); // alike, as datasets share scopes
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                Map<String, List<String>> sections = new TreeMap<>();
                LEAVES.forEach((key, values) -> {
                    if (random.nextInt(4) == 0) {
                        String[] parts = key.split("\\.", -1);
                        sections.computeIfAbsent(parts[0], s -> new ArrayList<>())
                                .add(parts[1] + ": " + values.get(random.nextInt(values.size())));
                    }
                });
                sections.computeIfAbsent("novelty", s -> new ArrayList<>())
                        .add("remember: " + remembered.get(random.nextInt(remembered.size())));
                datasets.put(name, sections);
            }
        }
        return datasets;
    }

    /** The policy in a random order and layout. */
    private static String write(Map<String, Map<String, List<String>>> policy, String unknown, Random random) {
        List<String> top = new ArrayList<>(List.of("unknownDatasets: " + unknown + " # or not\n"));
        StringBuilder datasets = new StringBuilder("datasets:\n");
        for (Map.Entry<String, Map<String, List<String>>> entry : shuffled(policy.entrySet(), random)) {
            datasets.append("  ").append(entry.getKey()).append(":\n");
            for (Map.Entry<String, List<String>> section :
                    shuffled(entry.getValue().entrySet(), random)) {
                List<String> leaves = shuffled(section.getValue(), random);
                datasets.append("    ").append(section.getKey()).append(':');
                if (random.nextBoolean()) {
                    datasets.append(leaves.stream().collect(Collectors.joining(",\n         ", " {", "}\n")));
                } else {
                    datasets.append(leaves.stream().collect(Collectors.joining("\n       ", "\n       ", "\n\n")));
                }
            }
        }
        top.add(datasets.toString());
        return String.join("", shuffled(top, random));
    }

    private static <T> List<T> shuffled(Iterable<T> items, Random random) {
        List<T> list = new ArrayList<>();
        items.forEach(list::add);
        Collections.shuffle(list, random);
        return list;
    }

    @Test
    void theCanonicalFormKnowsNoOrderAndReadsBack() {
        Random random = new Random(1);
        for (int i = 0; i < 150; i++) {
            Map<String, Map<String, List<String>>> content = policy(random);
            String unknown = random.nextBoolean() ? "default" : "quarantine";
            String yaml = write(content, unknown, random);
            String again = write(content, unknown, random);

            Policy policy = valid(yaml);

            assertThat(valid(again)).isEqualTo(policy);
            Policy back = valid(policy.canonical());
            assertThat(back.canonical()).isEqualTo(policy.canonical());
            for (String name : List.of("math", "a-b", "ab", "日本", "it's", "q\"", "x.y", "none of them", "")) {
                assertThat(back.forDataset(name)).isEqualTo(policy.forDataset(name));
            }
        }
    }

    @Test
    void equalMeansEqualCanonicalForms() {
        assertThat(valid(
                        "datasets: {default: {toxicity: {max: 0.50}, synthetic: {window: all, onExcess: quarantine}}}"))
                .isEqualTo(valid(""));
        assertThat(valid("datasets: {default: {toxicity: {max: 0.51}}}")).isNotEqualTo(valid(""));
        assertThat(valid("").canonical())
                .isEqualTo("{\"datasets\":{\"default\":{"
                        + "\"novelty\":{\"minTurnNovelty\":\"off\",\"nearDuplicate\":0.8,\"numbers\":\"any\",\"parts\":\"all\","
                        + "\"remember\":10000000,"
                        + "\"roles\":[\"assistant\",\"tool\",\"user\"],\"scope\":\"dataset\"},"
                        + "\"spam\":{\"categories\":{},\"max\":0.9,\"roles\":[\"assistant\",\"tool\",\"user\"],"
                        + "\"unsupported\":\"pass\"},"
                        + "\"synthetic\":{\"baseline\":{\"human\":0,\"synthetic\":0},\"humanFloor\":\"off\","
                        + "\"maxGeneration\":\"off\",\"maxGeneratorShare\":\"off\",\"maxHeld\":10000,"
                        + "\"maxHeldBytes\":67108864,\"maxHoldDecisions\":1000000,\"maxHoldTime\":\"off\","
                        + "\"maxShare\":\"off\",\"onExcess\":\"quarantine\","
                        + "\"unit\":\"samples\",\"unknownOriginIs\":\"synthetic\",\"window\":\"all\"},"
                        + "\"text\":{\"maxCharacters\":\"off\",\"minCharacters\":\"off\"},"
                        + "\"toxicity\":{\"categories\":{\"hate\":\"off\",\"profanity\":\"off\"},\"max\":0.5,"
                        + "\"roles\":[\"assistant\",\"tool\",\"user\"],\"unsupported\":\"pass\"}}},"
                        + "\"scorers\":{},\"unknownDatasets\":\"default\"}");
    }

    @Test
    void garbageIsMistakesAndNothingWorse() {
        Random random = new Random(2);
        String alphabet = "datasets: {}[]&*!|>'\"%@`#-?,\n\t \\xuU09.~<=\u0000\u0085\ufeff\ud800é😀";
        for (int i = 0; i < 8_000; i++) {
            String garbage = random.ints(random.nextInt(40), 0, alphabet.length())
                    .mapToObj(c -> String.valueOf(alphabet.charAt(c)))
                    .collect(Collectors.joining());
            if (READER.read(garbage) instanceof PolicyReader.Invalid invalid) {
                assertThat(invalid.mistakes()).isNotEmpty();
            }
        }
    }

    @Test
    void damagedPoliciesAreMistakesAndNothingWorse() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder yaml = new StringBuilder(write(policy(random), "default", random));
            for (int cuts = 1 + random.nextInt(4); cuts > 0 && yaml.length() > 0; cuts--) {
                int at = random.nextInt(yaml.length());
                switch (random.nextInt(3)) {
                    case 0 -> yaml.deleteCharAt(at);
                    case 1 -> yaml.setCharAt(at, (char) (32 + random.nextInt(95)));
                    default -> yaml.insert(at, (char) random.nextInt(0x3000));
                }
            }
            if (READER.read(yaml.toString()) instanceof PolicyReader.Invalid invalid) {
                int lines = yaml.chars()
                                .map(c -> c == '\n' || c == '\r' || c > 0x7f ? 1 : 0)
                                .sum()
                        + 1;
                assertThat(invalid.mistakes())
                        .isNotEmpty()
                        .allSatisfy(m -> assertThat(m.line()).isLessThanOrEqualTo(lines));
            }
        }
    }

    @Test
    void everyKeyMisspeltByOneLetterIsSuggested() {
        List<String> paths = new ArrayList<>(List.of("datasets", "unknownDatasets"));
        for (String leaf : LEAVES.keySet()) {
            paths.add("datasets.default." + leaf);
            paths.add("datasets.default." + leaf.substring(0, leaf.indexOf('.')));
        }
        paths.add("datasets.default.novelty.remember");
        paths.add("datasets.default.synthetic.baseline.human");
        paths.add("datasets.default.synthetic.baseline.synthetic");
        for (String path : paths) {
            String key = path.substring(path.lastIndexOf('.') + 1);
            for (String misspelt : misspellings(key)) {
                String[] parts = path.split("\\.", -1);
                parts[parts.length - 1] = misspelt;
                String yaml = IntStream.range(0, parts.length)
                        .mapToObj(i -> "  ".repeat(i) + parts[i] + ":")
                        .collect(Collectors.joining("\n", "", " {}\n"));

                List<Mistake> found = mistakes(yaml);

                assertThat(found).as(yaml).hasSize(1);
                assertThat(found.get(0).nearest()).as(yaml).contains(key);
                assertThat(found.get(0).line()).isEqualTo(parts.length);
            }
        }
    }

    private static List<String> misspellings(String word) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            all.add(word.substring(0, i) + word.substring(i + 1));
            all.add(word.substring(0, i) + "q" + word.substring(i + 1));
            all.add(word.substring(0, i) + "q" + word.substring(i));
            if (i > 0 && word.charAt(i) != word.charAt(i - 1)) {
                all.add(word.substring(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.substring(i + 1));
            }
        }
        return all;
    }

    @Test
    void theMostSpecificNameWinsInWhateverOrder() {
        List<String> names =
                List.of("math", "'mat?'", "'ma*'", "'m*h'", "'m??h'", "'*'", "'?*'", "'*math*'", "default");
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            StringBuilder yaml = new StringBuilder("datasets:\n");
            for (String name : shuffled(names, random)) {
                yaml.append("  ").append(name).append(": {synthetic: {baseline: {human: ");
                yaml.append(names.indexOf(name)).append("}}}\n");
            }
            Policy policy = valid(yaml.toString());
            assertThat(winner(policy, "math")).isEqualTo(0); // exact
            assertThat(winner(policy, "mate")).isEqualTo(1); // three letters
            assertThat(winner(policy, "my math")).isEqualTo(7); // four
            assertThat(winner(policy, "moth")).isEqualTo(4); // two, and longer than m*h
            assertThat(winner(policy, "mah")).isEqualTo(3); // two, as long as ma*, and before it: * is before a
            assertThat(winner(policy, "x")).isEqualTo(6); // none, and longer than *
            assertThat(winner(policy, "")).isEqualTo(5);
        }
    }

    private static long winner(Policy policy, String dataset) {
        return policy.forDataset(dataset).orElseThrow().synthetic().baselineHuman();
    }

    @Test
    void aMillionNamesAreNotRemembered() {
        NamedPolicies policy = (NamedPolicies) valid("{unknownDatasets: quarantine, datasets: {a-*: {}}}");
        Optional<DatasetPolicy> a = policy.forDataset("a-1");
        IntStream.range(0, 1_000_000).forEach(i -> {
            if (!policy.forDataset("a-" + i).equals(a)
                    || policy.forDataset("b" + i).isPresent()) {
                throw new AssertionError(i);
            }
        });
        assertThat(policy.remembered()).isLessThan(5_000);
        assertThat(policy.forDataset("a-" + "x".repeat(1 << 20))).isEqualTo(a).isPresent();
    }
}
