package io.tidegate.policy;

import io.tidegate.sample.Role;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The canonical form of policies: compact JSON with every effective value and sorted keys. It is a policy file itself, since
 * JSON is YAML, and reads back as an equal policy. A hash over it travels with every verdict: a change of this form changes
 * all hashes.
 */
final class Canonical {

    private Canonical() {}

    static String json(
            DatasetPolicy base,
            SortedMap<String, DatasetPolicy> entries,
            List<OnnxJudge> judges,
            boolean unknownRefused) {
        SortedMap<String, String> datasets = new TreeMap<>();
        entries.forEach((name, policy) -> datasets.put(name, dataset(policy)));
        datasets.put(PolicyReader.DEFAULT, dataset(base));
        SortedMap<String, String> top = new TreeMap<>();
        top.put("datasets", object(datasets));
        top.put(OwnScorers.KEY, object(judges.stream().collect(Collectors.toMap(OnnxJudge::name, Canonical::judge))));
        top.put("unknownDatasets", string(unknownRefused ? "quarantine" : "default"));
        return object(top);
    }

    private static String judge(OnnxJudge judge) {
        SortedMap<String, String> members = new TreeMap<>();
        members.put("onnx", string(judge.onnx()));
        members.put("vocabulary", string(judge.vocabulary()));
        members.put("lowerCase", Boolean.toString(judge.lowerCase()));
        members.put("column", Integer.toString(judge.column()));
        members.put(
                "categories",
                object(judge.categories().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> Integer.toString(e.getValue())))));
        members.put("activation", word(judge.activation()));
        members.put("maxTokens", Integer.toString(judge.maxTokens()));
        members.put("batch", Integer.toString(judge.batch()));
        members.put("budget", Integer.toString(judge.budget()));
        members.put("max", limit(OptionalDouble.of(judge.max())));
        members.put("optional", Boolean.toString(judge.optional()));
        return object(members);
    }

    private static String dataset(DatasetPolicy policy) {
        SortedMap<String, String> sections = new TreeMap<>();
        policy.scorers()
                .forEach((name, limit) -> sections.put(
                        name,
                        object(Map.of(
                                "max", limit(limit.max()),
                                "roles", roles(limit.roles()),
                                "categories", limits(limit.categories()),
                                "unsupported", word(limit.unsupported())))));
        DatasetPolicy.Novelty novelty = policy.novelty();
        sections.put(
                "novelty",
                object(Map.of(
                        "scope", string(novelty.scope().orElse(PolicyReader.OWN_SCOPE)),
                        "nearDuplicate", limit(novelty.nearDuplicate()),
                        "roles", roles(novelty.roles()),
                        "parts", word(novelty.parts()),
                        "numbers", word(novelty.numbers()),
                        "remember", history(novelty.remember()),
                        "minTurnNovelty", limit(novelty.minTurnNovelty()))));
        sections.put("synthetic", object(synthetic(policy.synthetic())));
        DatasetPolicy.Text text = policy.text();
        sections.put(
                "text",
                object(Map.of(
                        "minCharacters", whole(text.minCharacters()),
                        "maxCharacters", whole(text.maxCharacters()))));
        return object(sections);
    }

    private static Map<String, String> synthetic(DatasetPolicy.Synthetic synthetic) {
        SortedMap<String, String> members = new TreeMap<>();
        members.put("maxShare", limit(synthetic.maxShare()));
        members.put("unit", word(synthetic.unit()));
        members.put("window", history(synthetic.window()));
        members.put(
                "baseline",
                object(Map.of(
                        "human", Long.toString(synthetic.baselineHuman()),
                        "synthetic", Long.toString(synthetic.baselineSynthetic()))));
        members.put(
                "humanFloor",
                synthetic.humanFloor().isEmpty()
                        ? string(Fields.OFF)
                        : Long.toString(synthetic.humanFloor().getAsLong()));
        members.put("maxGeneration", whole(synthetic.maxGeneration()));
        members.put("maxGeneratorShare", limit(synthetic.maxGeneratorShare()));
        members.put("unknownOriginIs", word(synthetic.unknownOriginIs()));
        members.put("onExcess", word(synthetic.onExcess()));
        DatasetPolicy.Hold hold = synthetic.hold();
        members.put("maxHeld", Integer.toString(hold.maxHeld()));
        members.put("maxHeldBytes", Long.toString(hold.maxHeldBytes()));
        members.put("maxHoldDecisions", Long.toString(hold.maxHoldDecisions()));
        members.put(
                "maxHoldTime",
                string(hold.maxHoldTime()
                        .map(time -> new History.For(time).toString())
                        .orElse(Fields.OFF)));
        return members;
    }

    private static String object(Map<String, String> members) {
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(member -> string(member.getKey()) + ":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String roles(Set<Role> roles) {
        return roles.stream().map(Role::id).sorted().map(Canonical::string).collect(Collectors.joining(",", "[", "]"));
    }

    private static String word(Enum<?> value) {
        return string(value.name().toLowerCase(Locale.ROOT));
    }

    private static String history(History history) {
        return history instanceof History.Last ? history.toString() : string(history.toString());
    }

    private static String limit(OptionalDouble limit) {
        return limit.isEmpty()
                ? string(Fields.OFF)
                : BigDecimal.valueOf(limit.getAsDouble()).stripTrailingZeros().toString();
    }

    private static String limits(Map<String, OptionalDouble> limits) {
        SortedMap<String, String> members = new TreeMap<>();
        limits.forEach((name, limit) -> members.put(name, limit(limit)));
        return object(members);
    }

    private static String whole(OptionalInt number) {
        return number.isEmpty() ? string(Fields.OFF) : Integer.toString(number.getAsInt());
    }

    /** Names hold no control characters: the reader refuses them. */
    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
