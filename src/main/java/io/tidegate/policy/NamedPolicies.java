package io.tidegate.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A policy made of one entry per dataset name or glob, and one for the rest. Equal to policies that judge alike. */
final class NamedPolicies implements Policy {

    /** Producers choose dataset names, so what is remembered of them is bounded. */
    private static final int REMEMBERED_NAMES = 4096;

    private static final int LONGEST_REMEMBERED_NAME = 256;

    private record Entry(Glob glob, Optional<DatasetPolicy> policy) {}

    private final DatasetPolicy base;
    private final Map<String, DatasetPolicy> entries;
    private final Optional<DatasetPolicy> unknown;
    private final Map<String, Optional<DatasetPolicy>> exact;
    private final List<Entry> globs; // the most specific first
    private final Map<String, Optional<DatasetPolicy>> remembered = new ConcurrentHashMap<>();
    private final List<OnnxJudge> judges;
    private final String canonical;

    /**
     * @param base the entry that the others were made from
     * @param entries the others, by dataset name or glob
     * @param judges that the policy brings
     * @param unknownRefused datasets without an entry have no policy; otherwise they have the base
     */
    NamedPolicies(
            DatasetPolicy base, Map<String, DatasetPolicy> entries, List<OnnxJudge> judges, boolean unknownRefused) {
        this.judges = List.copyOf(judges);
        this.base = base;
        this.entries = Map.copyOf(entries);
        this.unknown = unknownRefused ? Optional.empty() : Optional.of(base);
        this.exact = entries.entrySet().stream()
                .filter(entry -> !Glob.isGlob(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Optional.of(entry.getValue())));
        this.globs = entries.entrySet().stream()
                .filter(entry -> Glob.isGlob(entry.getKey()))
                .map(entry -> new Entry(new Glob(entry.getKey()), Optional.of(entry.getValue())))
                .sorted(Comparator.comparing(Entry::glob, Glob.MOST_SPECIFIC_FIRST))
                .toList();
        this.canonical = Canonical.json(base, new TreeMap<>(entries), this.judges, unknownRefused);
    }

    @Override
    public Optional<DatasetPolicy> forDataset(String dataset) {
        Optional<DatasetPolicy> named = exact.get(dataset);
        if (named != null) {
            return named;
        }
        if (globs.isEmpty()) {
            return unknown;
        }
        Optional<DatasetPolicy> known = remembered.get(dataset);
        if (known != null) {
            return known;
        }
        Optional<DatasetPolicy> found = globs.stream()
                .filter(entry -> entry.glob().matches(dataset))
                .findFirst()
                .map(Entry::policy)
                .orElse(unknown);
        if (dataset.length() <= LONGEST_REMEMBERED_NAME) {
            if (remembered.size() >= REMEMBERED_NAMES) {
                remembered.clear(); // cheaper than to know which names are still in use, and as correct
            }
            remembered.put(dataset, found);
        }
        return found;
    }

    @Override
    public List<OnnxJudge> judges() {
        return judges;
    }

    @Override
    public String canonical() {
        return canonical;
    }

    @Override
    public Policy withSynthetic(UnaryOperator<DatasetPolicy.Synthetic> change) {
        Map<String, DatasetPolicy> changed = entries.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().withSynthetic(change)));
        return new NamedPolicies(base.withSynthetic(change), changed, judges, unknown.isEmpty());
    }

    @Override
    public List<String> limitsOff() {
        return base.limitsOff();
    }

    /** How many names are remembered, for tests. */
    int remembered() {
        return remembered.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedPolicies that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
