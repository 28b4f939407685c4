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
                        "remember", remember(novelty.remember()),
                        "minTurnNovelty", limit(novelty.minTurnNovelty()))));
        DatasetPolicy.Synthetic synthetic = policy.synthetic();
        sections.put(
                "synthetic",
                object(Map.of(
                        "maxShare",
                        limit(synthetic.maxShare()),
                        "unit",
                        word(synthetic.unit()),
                        "window",
                        whole(synthetic.windowLast(), PolicyReader.WHOLE_HISTORY),
                        "baseline",
                        object(Map.of(
                                "human", Long.toString(synthetic.baselineHuman()),
                                "synthetic", Long.toString(synthetic.baselineSynthetic()))),
                        "maxGeneration",
                        whole(synthetic.maxGeneration(), Fields.OFF),
                        "maxGeneratorShare",
                        limit(synthetic.maxGeneratorShare()),
                        "unknownOriginIs",
                        word(synthetic.unknownOriginIs()),
                        "onExcess",
                        string(PolicyReader.QUARANTINE))));
        DatasetPolicy.Text text = policy.text();
        sections.put(
                "text",
                object(Map.of(
                        "minCharacters", whole(text.minCharacters(), Fields.OFF),
                        "maxCharacters", whole(text.maxCharacters(), Fields.OFF))));
        return object(sections);
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

    private static String remember(Remember remember) {
        return remember instanceof Remember.Last ? remember.toString() : string(remember.toString());
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

    private static String whole(OptionalInt number, String none) {
        return number.isEmpty() ? string(none) : Integer.toString(number.getAsInt());
    }

    /** Names hold no control characters: the reader refuses them. */
    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
