package io.tidegate.policy;

import io.tidegate.policy.DatasetPolicy.Hold;
import io.tidegate.policy.DatasetPolicy.Novelty;
import io.tidegate.policy.DatasetPolicy.ScoreLimit;
import io.tidegate.policy.DatasetPolicy.Synthetic;
import io.tidegate.policy.DatasetPolicy.Text;
import io.tidegate.sample.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads policies from YAML: a checked policy, or every mistake at once. Safe for use by many threads. */
public final class PolicyReader {

    /** What became of a policy file. */
    public sealed interface Outcome permits Valid, Invalid {}

    /** The file says what may be learned. */
    public record Valid(Policy policy) implements Outcome {}

    /**
     * The file is wrong.
     *
     * @param mistakes at least one, by line
     */
    public record Invalid(List<Mistake> mistakes) implements Outcome {

        public Invalid {
            mistakes = List.copyOf(mistakes);
            if (mistakes.isEmpty()) {
                throw new IllegalArgumentException("a file without mistakes is valid");
            }
        }
    }

    static final String DEFAULT = "default";
    static final String QUARANTINE = "quarantine";
    static final String OWN_SCOPE = "dataset";

    private static final String NOVELTY = "novelty";
    private static final String SYNTHETIC = "synthetic";
    private static final String TEXT = "text";
    private static final Set<String> RESERVED =
            Set.of("vocabulary", "quality", "privacy", "contamination", "repair", "mode");

    /** What a dataset's section has or will have beside scorers. */
    private static final Set<String> KEYS = Stream.concat(Stream.of(NOVELTY, SYNTHETIC, TEXT), RESERVED.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final int MAX_FILE_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 16; // the deepest key lies at 5
    private static final int MAX_ALIASES = 100;
    private static final int MAX_NAME_BYTES = 128; // as for the dataset names of samples
    private static final int MAX_WINDOW = 1_000_000;
    private static final long MAX_BASELINE = 1_000_000_000_000L; // sums of such stay exact, in millionths too
    private static final double LEAST_NEAR_DUPLICATE = 0.7; // the index would miss too many pairs below
    private static final int MAX_GENERATION = 254; // of an accepted sample, deeper ones are remembered as 255
    private static final int MAX_HELD = 1_000_000;
    private static final long MAX_HELD_BYTES = 1L << 40;

    /** Plain text has no speaker, and is judged whatever roles a policy names. */
    private static final Map<String, Role> ROLES = Arrays.stream(Role.values())
            .filter(role -> role != Role.TEXT)
            .collect(Collectors.toUnmodifiableMap(Role::id, Function.identity()));

    private final Map<String, ScorerDefaults> scorers;
    private final Set<String> taken;
    private final DatasetPolicy builtIn;

    /**
     * @param scorers what each scorer that samples pass anyway has by itself, by its name
     */
    public PolicyReader(Map<String, ScorerDefaults> scorers) {
        this(scorers, Set.of());
    }

    /**
     * @param scorers what each scorer that samples pass anyway has by itself, by its name
     * @param taken names that the scorers of a policy can't have, beside those of its keys: the rules'
     */
    public PolicyReader(Map<String, ScorerDefaults> scorers, Set<String> taken) {
        scorers.keySet().forEach(name -> {
            if (KEYS.contains(name)) {
                throw new IllegalArgumentException(
                        "a scorer can't be called " + name + ": policies use the key already");
            }
        });
        this.scorers = Map.copyOf(scorers);
        this.taken =
                Stream.of(taken, KEYS, scorers.keySet()).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
        this.builtIn = DatasetPolicy.builtIn(scorers);
    }

    /** The policy that holds without a file: it refuses copies and what is over a scorer's own limit. */
    public Policy builtIn() {
        return new NamedPolicies(builtIn, Map.of(), List.of(), false);
    }

    /**
     * Reads a policy, and believes what it says of judges of its own.
     *
     * @return the policy, or what is wrong; never throws
     */
    public Outcome read(String yaml) {
        return read(yaml, judge -> Optional.empty());
    }

    /**
     * Reads a policy. What the file leaves open is as built in.
     *
     * @param problem what keeps a judge that the policy brings from being used
     * @return the policy, or what is wrong
     */
    public Outcome read(String yaml, Function<OnnxJudge, Optional<OnnxJudge.Problem>> problem) {
        Mistakes mistakes = new Mistakes();
        Optional<Node> file = compose(yaml, mistakes);
        if (!mistakes.isEmpty()) {
            return new Invalid(mistakes.list());
        }
        Policy policy = policy(new Fields(file, "", mistakes), problem);
        return mistakes.isEmpty() ? new Valid(policy) : new Invalid(mistakes.list());
    }

    private Policy policy(Fields top, Function<OnnxJudge, Optional<OnnxJudge.Problem>> problem) {
        List<OnnxJudge> judges = OwnScorers.read(top.section(OwnScorers.KEY), taken, problem);
        Fields datasets = top.section("datasets");
        DatasetPolicy base = dataset(datasets.section(DEFAULT), builtIn(judges));
        Map<String, DatasetPolicy> entries = new LinkedHashMap<>();
        for (String name : datasets.keys()) {
            if (!name.equals(DEFAULT)) {
                nameProblem(name).ifPresent(wrong -> datasets.mistake(name, wrong));
                entries.put(name, dataset(datasets.section(name), base));
            }
        }
        boolean unknownRefused = top.word("unknownDatasets", Map.of(DEFAULT, false, QUARANTINE, true), false);
        top.finish(RESERVED);
        checkSharedScopes(datasets, entries, unknownRefused ? Optional.empty() : Optional.of(base));
        return new NamedPolicies(base, entries, judges, unknownRefused);
    }

    /** The rules where nobody wrote any, but brought these judges. */
    private DatasetPolicy builtIn(List<OnnxJudge> judges) {
        Map<String, ScorerDefaults> all = new HashMap<>(scorers);
        judges.forEach(judge -> all.put(
                judge.name(),
                new ScorerDefaults(judge.max(), List.copyOf(judge.categories().keySet()))));
        return judges.isEmpty() ? builtIn : DatasetPolicy.builtIn(all);
    }

    /**
     * Reports entries that share a scope and remember it differently. A scope is shared by all entries that name it and by
     * the entry of the dataset that is called so. Not seen is a dataset that only a glob or the default entry covers and
     * whose name is that of a shared scope: which such datasets will come, a policy doesn't say.
     *
     * @param unknown the rules of datasets without an entry
     */
    private static void checkSharedScopes(
            Fields datasets, Map<String, DatasetPolicy> entries, Optional<DatasetPolicy> unknown) {
        Map<String, DatasetPolicy> all = new LinkedHashMap<>();
        unknown.ifPresent(policy -> all.put(DEFAULT, policy));
        all.putAll(entries);
        Map<String, Map.Entry<String, DatasetPolicy>> firsts = new HashMap<>();
        for (Map.Entry<String, DatasetPolicy> entry : all.entrySet()) {
            String name = entry.getKey();
            Novelty novelty = entry.getValue().novelty();
            if (novelty.scope().isEmpty() && Glob.isGlob(name)) {
                continue;
            }
            String scope = novelty.scope().orElse(name);
            Map.Entry<String, DatasetPolicy> first = firsts.putIfAbsent(scope, entry);
            if (first == null) {
                continue;
            }
            History other = first.getValue().novelty().remember();
            if (!other.equals(novelty.remember())) {
                datasets.mistake(
                        name,
                        "remembers " + novelty.remember() + ", but " + Mistakes.quote(first.getKey()) + " " + other
                                + ", and their scope " + Mistakes.quote(scope)
                                + " forgets as one: set the same novelty.remember in both, or another scope in one");
            }
        }
    }

    private static DatasetPolicy dataset(Fields fields, DatasetPolicy base) {
        Novelty novelty = novelty(fields.section(NOVELTY), base.novelty());
        Map<String, ScoreLimit> scorers = new TreeMap<>();
        base.scorers().forEach((name, limit) -> scorers.put(name, scorer(fields.section(name), limit)));
        Synthetic synthetic = synthetic(fields.section(SYNTHETIC), base.synthetic());
        Text text = text(fields.section(TEXT), base.text());
        fields.finish(RESERVED);
        return new DatasetPolicy(novelty, scorers, synthetic, text);
    }

    private static Novelty novelty(Fields fields, Novelty base) {
        Novelty novelty = new Novelty(
                scope(fields, base.scope()),
                fields.limit("nearDuplicate", LEAST_NEAR_DUPLICATE, base.nearDuplicate()),
                fields.words("roles", ROLES, base.roles()),
                fields.word("parts", words(DatasetPolicy.Parts.values()), base.parts()),
                fields.word("numbers", words(DatasetPolicy.Numbers.values()), base.numbers()),
                fields.parsed("remember", History::of, History.forms(History.Last.MOST), base.remember()),
                fields.limit("minTurnNovelty", 0, base.minTurnNovelty()));
        fields.finish(Set.of());
        return novelty;
    }

    private static Optional<String> scope(Fields fields, Optional<String> base) {
        Optional<String> name = fields.text("scope");
        if (name.isEmpty()) {
            return base;
        }
        Optional<String> problem = Glob.isGlob(name.get())
                ? Optional.of("names one scope; patterns are for the names of datasets")
                : nameProblem(name.get());
        problem.ifPresent(p -> fields.mistake("scope", p));
        return name.filter(n -> !n.equals(OWN_SCOPE));
    }

    private static ScoreLimit scorer(Fields fields, ScoreLimit base) {
        Fields named = fields.section("categories");
        Map<String, OptionalDouble> categories = new TreeMap<>();
        base.categories().forEach((name, limit) -> categories.put(name, named.limit(name, 0, limit)));
        named.finish(Set.of());
        ScoreLimit limit = new ScoreLimit(
                fields.limit("max", 0, base.max()),
                fields.words("roles", ROLES, base.roles()),
                categories,
                fields.word("unsupported", words(DatasetPolicy.Unsupported.values()), base.unsupported()));
        fields.finish(Set.of());
        return limit;
    }

    private static Synthetic synthetic(Fields fields, Synthetic base) {
        Fields baseline = fields.section("baseline");
        long human = baseline.whole("human", MAX_BASELINE, base.baselineHuman());
        long model = baseline.whole("synthetic", MAX_BASELINE, base.baselineSynthetic());
        baseline.finish(Set.of());
        Synthetic synthetic = new Synthetic(
                fields.limit("maxShare", 0, base.maxShare()),
                fields.word("unit", words(DatasetPolicy.Unit.values()), base.unit()),
                fields.parsed("window", PolicyReader::window, History.forms(MAX_WINDOW), base.window()),
                human,
                model,
                fields.wholeOrOff("humanFloor", 1, MAX_BASELINE, base.humanFloor()),
                deepest(fields, base.maxGeneration()),
                fields.limit("maxGeneratorShare", 0, base.maxGeneratorShare()),
                fields.word("unknownOriginIs", words(DatasetPolicy.UnknownOrigin.values()), base.unknownOriginIs()),
                fields.word("onExcess", words(DatasetPolicy.Excess.values()), base.onExcess()),
                hold(fields, base.hold()));
        fields.finish(Set.of());
        return synthetic;
    }

    private static OptionalInt deepest(Fields fields, OptionalInt base) {
        OptionalLong before = base.isEmpty() ? OptionalLong.empty() : OptionalLong.of(base.getAsInt());
        OptionalLong limit = fields.wholeOrOff("maxGeneration", 0, MAX_GENERATION, before);
        return limit.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) limit.getAsLong());
    }

    private static Hold hold(Fields fields, Hold base) {
        return new Hold(
                fields.whole("maxHeld", 1, MAX_HELD, base.maxHeld()),
                fields.whole("maxHeldBytes", 1, MAX_HELD_BYTES, base.maxHeldBytes()),
                fields.whole("maxHoldDecisions", 1, MAX_BASELINE, base.maxHoldDecisions()),
                holdTime(fields, base.maxHoldTime()));
    }

    private static Optional<Duration> holdTime(Fields fields, Optional<Duration> base) {
        Duration off = Duration.ZERO;
        Duration time = fields.parsed(
                "maxHoldTime",
                text -> text.equals(Fields.OFF) ? Optional.of(off) : History.time(text),
                "a time such as 30d, 24h, 90m or 45s, or " + Fields.OFF,
                base.orElse(off));
        return Optional.of(time).filter(each -> !each.equals(off));
    }

    /** Reads a window over which shares are taken. Those by number are bounded, as each of their samples is remembered. */
    public static Optional<History> window(String text) {
        return History.of(text)
                .filter(history -> !(history instanceof History.Last last) || last.samples() <= MAX_WINDOW);
    }

    private static Text text(Fields fields, Text base) {
        String min = "minCharacters";
        String max = "maxCharacters";
        Text text = new Text(
                fields.wholeOrOff(min, 1, base.minCharacters()), fields.wholeOrOff(max, 1, base.maxCharacters()));
        fields.finish(Set.of());
        boolean setHere = fields.has(min) || fields.has(max);
        if (setHere && text.minCharacters().orElse(0) > text.maxCharacters().orElse(Integer.MAX_VALUE)) {
            fields.mistake(
                    fields.has(min) ? min : max,
                    "no text has at least " + text.minCharacters().orElseThrow() + " and at most "
                            + text.maxCharacters().orElseThrow() + " characters");
        }
        return text;
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        return Arrays.stream(values)
                .collect(Collectors.toUnmodifiableMap(v -> v.name().toLowerCase(Locale.ROOT), Function.identity()));
    }

    /** What keeps a name from ever being a sample's. */
    private static Optional<String> nameProblem(String name) {
        if (name.isBlank()) {
            return Optional.of("has an empty name");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return Optional.of("names have at most " + MAX_NAME_BYTES + " bytes");
        }
        boolean unfit = name.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        return unfit ? Optional.of("names hold no control characters") : Optional.empty();
    }

    /** The file's one document, or nothing where it is empty or can't be read. */
    private static Optional<Node> compose(String yaml, Mistakes mistakes) {
        if (yaml.length() > MAX_FILE_CHARACTERS) {
            mistakes.add(0, "", "is longer than " + MAX_FILE_CHARACTERS + " characters");
            return Optional.empty();
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true) // else the library refuses them without a line
                .build();
        try {
            if (!plain(new Parse(settings).parseString(yaml), mistakes)) {
                return Optional.empty();
            }
            return new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? "is no YAML" : "is no YAML: " + Mistakes.quote(e.getProblem());
            mistakes.add(line(e.getProblemMark()), "", problem);
        } catch (RuntimeException e) { // the library's own, among them ones that it doesn't document
            mistakes.add(0, "", "is no YAML: " + Mistakes.quote(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    /**
     * Looks the file over before it becomes a tree: no second document, no tags, no merging, no deep nesting, and not so many aliases
     * that a small file becomes a large tree.
     */
    private static boolean plain(Iterable<Event> events, Mistakes mistakes) {
        int documents = 0;
        int depth = 0;
        int aliases = 0;
        for (Event event : events) {
            Optional<String> problem = Optional.empty();
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problem = Optional.of("a policy is one document, and a second one starts here");
            } else if (event instanceof CollectionStartEvent start) {
                problem = ++depth > MAX_DEPTH ? Optional.of("is nested too deeply") : tag(start.getTag());
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                // merging is not YAML 1.2, and the library never ends on a mapping merged into itself
                problem = scalar.isPlain() && scalar.getValue().equals("<<")
                        ? Optional.of("merge keys are not understood; every entry starts from the default one")
                        : tag(scalar.getTag());
            } else if (event instanceof AliasEvent && ++aliases > MAX_ALIASES) {
                problem = Optional.of("has more than " + MAX_ALIASES + " aliases");
            }
            if (problem.isPresent()) {
                mistakes.add(line(event.getStartMark()), "", problem.get());
                return false;
            }
        }
        return true;
    }

    private static Optional<String> tag(Optional<String> tag) {
        return tag.map(t -> "policies have no tags such as " + Mistakes.quote(t));
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(0);
    }
}
