package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.StreamsConfig;

/** Makes the gate's topics as the gate needs them, and says what is wrong with existing ones. */
public final class TopicAdmin implements AutoCloseable {

    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
    private static final String FOR_EVER = "-1";
    private static final String TOPICS = "tidegate topics";
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

    private final StreamSettings settings;
    private final Admin admin;

    public TopicAdmin(Clients clients) {
        this.settings = clients.settings();
        this.admin = clients.admin();
    }

    /**
     * What was done, or is wrong.
     *
     * @param topic it is about
     * @param repair the command that mends it; empty where nothing is to be done
     */
    public record Finding(Severity severity, Concern concern, String topic, String text, String repair) {}

    /** What a finding is about. */
    public enum Concern {
        /** The topic exists. */
        TOPICS,
        /** It has as many partitions as the others. */
        PARTITIONS,
        /** Its records may be large enough. */
        SIZE,
        /** It keeps what must be kept, and for as long. */
        RETENTION
    }

    /** How bad a finding is. */
    public enum Severity {
        /** As it should be, or made so. */
        FINE,
        /** The gate runs, but something that users count on does not hold. */
        WARNING,
        /** The gate must not run. */
        ERROR
    }

    /**
     * Makes the topics that are missing, and gives outputs and changelogs as many partitions as the samples topic has.
     *
     * @param partitions of the samples topic, if it is made now
     * @throws Fatal if Kafka can't be reached or refuses
     */
    public List<Finding> ensure(int partitions) {
        List<Finding> findings = new ArrayList<>();
        Map<String, TopicDescription> existing = describe();
        TopicDescription samples = existing.get(settings.topics().samples());
        int count = samples == null ? partitions : samples.partitions().size();
        for (String topic : settings.topics().all()) {
            TopicDescription description = existing.get(topic);
            if (description == null) {
                create(topic, count);
                findings.add(fine(Concern.TOPICS, topic, "created " + topic + " with " + count + " partitions"));
            } else {
                enlarge(description, count).ifPresent(findings::add);
            }
        }
        for (String changelog : settings.changelogs()) {
            TopicDescription description = existing.get(changelog);
            if (description != null) {
                enlarge(description, count).ifPresent(findings::add);
            }
        }
        awaitVisible(count);
        findings.addAll(inspect());
        return findings;
    }

    /** A broker learns of a new topic or partition a little after the controller made it. */
    private void awaitVisible(int partitions) {
        long giveUp = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (System.nanoTime() < giveUp) {
            Map<String, TopicDescription> seen = describe();
            boolean made = seen.keySet().containsAll(settings.topics().all());
            boolean enlarged = seen.values().stream()
                    .allMatch(topic -> topic.name().equals(settings.rekeyTopic())
                            || topic.partitions().size() >= partitions);
            if (made && enlarged) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /**
     * Says what is wrong with the topics; nothing if all is well.
     *
     * @throws Fatal if Kafka can't be reached or refuses
     */
    public List<Finding> inspect() {
        Map<String, TopicDescription> existing = describe();
        List<Finding> findings = new ArrayList<>();
        for (String topic : settings.topics().all()) {
            if (!existing.containsKey(topic)) {
                findings.add(error(Concern.TOPICS, topic, Partitions.missing(topic), TOPICS));
            }
        }
        TopicDescription samples = existing.get(settings.topics().samples());
        if (samples != null) {
            inspectCounts(samples.partitions().size(), existing, findings);
        }
        inspectConfigs(existing.keySet(), findings);
        return findings;
    }

    private void inspectCounts(int samples, Map<String, TopicDescription> existing, List<Finding> findings) {
        List<String> equal = new ArrayList<>(settings.changelogs());
        equal.add(settings.topics().accepted());
        equal.add(settings.topics().quarantine());
        equal.add(settings.topics().feedback());
        for (String topic : equal) {
            TopicDescription description = existing.get(topic);
            if (description != null && description.partitions().size() != samples) {
                int count = description.partitions().size();
                String way =
                        count < samples ? "`tidegate topics` adds the others" : "add partitions to the samples topic";
                findings.add(error(
                        Concern.PARTITIONS,
                        topic,
                        "topic " + topic + " has " + count + " partitions, and "
                                + settings.topics().samples() + " has " + samples + ": " + way,
                        count < samples ? TOPICS : partitions(settings.topics().samples(), count)));
            }
        }
        int owners = owners(existing, samples);
        if (owners > samples) {
            findings.add(error(
                    Concern.PARTITIONS,
                    settings.topics().samples(),
                    "topic " + settings.rekeyTopic() + " has " + owners + " partitions, and "
                            + settings.topics().samples() + " has only " + samples
                            + ": was it made anew? Give it at least " + owners,
                    partitions(settings.topics().samples(), owners)));
        }
    }

    private void inspectConfigs(Set<String> existing, List<Finding> findings) {
        Map<String, Config> configs = configs(existing);
        for (String topic : settings.topics().all()) {
            Config config = configs.get(topic);
            if (config != null) {
                inspect(topic, config, findings);
            }
        }
        List<String> internal = new ArrayList<>(settings.changelogs());
        internal.add(settings.rekeyTopic());
        for (String topic : internal) {
            Config config = configs.get(topic);
            if (config != null) {
                inspectSize(topic, config, findings);
            }
        }
    }

    private void inspect(String topic, Config config, List<Finding> findings) {
        inspectSize(topic, config, findings);
        if (topic.equals(settings.topics().feedback())) {
            if (!value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                findings.add(new Finding(
                        Severity.WARNING,
                        Concern.RETENTION,
                        topic,
                        "topic " + topic + " is not compacted (cleanup.policy): it grows with each second",
                        configure(topic, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
            }
            return;
        }
        boolean output = !topic.equals(settings.topics().samples());
        if (output && !"LogAppendTime".equals(value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))) {
            findings.add(error(
                    Concern.RETENTION,
                    topic,
                    "topic " + topic + " must have message.timestamp.type=LogAppendTime, or a sample's own old"
                            + " timestamp deletes a fresh decision",
                    configure(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")));
        }
        if (!TopicConfig.CLEANUP_POLICY_DELETE.equals(value(config, TopicConfig.CLEANUP_POLICY_CONFIG))) {
            findings.add(error(
                    Concern.RETENTION,
                    topic,
                    "topic " + topic + " must have cleanup.policy=delete: compaction drops records",
                    configure(topic, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)));
        }
        if (topic.equals(settings.topics().accepted())
                && !(FOR_EVER.equals(value(config, TopicConfig.RETENTION_MS_CONFIG))
                        && FOR_EVER.equals(value(config, TopicConfig.RETENTION_BYTES_CONFIG)))) {
            findings.add(new Finding(
                    Severity.WARNING,
                    Concern.RETENTION,
                    topic,
                    "topic " + topic + " loses its oldest records (retention.ms="
                            + value(config, TopicConfig.RETENTION_MS_CONFIG) + ", retention.bytes="
                            + value(config, TopicConfig.RETENTION_BYTES_CONFIG)
                            + "): shares then hold for what the gate accepted, not for what is left of it",
                    configure(topic, TopicConfig.RETENTION_MS_CONFIG, FOR_EVER) + ","
                            + TopicConfig.RETENTION_BYTES_CONFIG + "=" + FOR_EVER));
        }
    }

    private void inspectSize(String topic, Config config, List<Finding> findings) {
        long bytes = Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        if (bytes < settings.maxMessageBytes()) {
            findings.add(error(
                    Concern.SIZE,
                    topic,
                    "topic " + topic + " has max.message.bytes=" + bytes + ", and samples of up to "
                            + settings.maxSampleBytes() + " bytes need " + settings.maxMessageBytes()
                            + ": a sample that doesn't fit would stop the gate",
                    configure(
                            topic,
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            Integer.toString(settings.maxMessageBytes()))));
        }
    }

    /** What must be known of the topics before the gate starts. */
    record Facts(org.apache.kafka.common.Uuid samplesId, int partitions, Owners owners) {}

    /**
     * @throws Fatal if a topic is missing or wrong
     */
    Facts facts() {
        Map<String, TopicDescription> existing = describe();
        TopicDescription samples = existing.get(settings.topics().samples());
        if (samples == null) {
            throw unseen(settings.topics().samples());
        }
        return new Facts(
                samples.topicId(),
                samples.partitions().size(),
                new Owners(owners(existing, samples.partitions().size())));
    }

    /** Why a topic isn't listed: Kafka doesn't list those that a user may not see, either. */
    private Fatal unseen(String topic) {
        try {
            get(admin.describeTopics(List.of(topic)).allTopicNames(), "describe topic " + topic);
        } catch (Fatal e) {
            if (e.getCause() instanceof AuthorizationException) {
                return e;
            }
        }
        return new Fatal(Partitions.missing(topic));
    }

    /** The re-keying topic keeps the number for ever: it is made at the first start, and never enlarged. */
    private int owners(Map<String, TopicDescription> existing, int samples) {
        TopicDescription rekey = existing.get(settings.rekeyTopic());
        return rekey == null ? samples : rekey.partitions().size();
    }

    private void create(String topic, int partitions) {
        Map<String, String> config = new LinkedHashMap<>(kafkaTopicSettings());
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.maxMessageBytes()));
        if (topic.equals(settings.topics().feedback())) {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            config.put(TopicConfig.RETENTION_BYTES_CONFIG, FOR_EVER);
            config.put(TopicConfig.RETENTION_MS_CONFIG, retention(topic));
        }
        if (!topic.equals(settings.topics().samples())) {
            config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        } else {
            config.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE));
            config.put(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE));
        }
        Optional<Short> replicas =
                settings.replicationFactor() < 0 ? Optional.empty() : Optional.of((short) settings.replicationFactor());
        NewTopic created = new NewTopic(topic, Optional.of(partitions), replicas).configs(config);
        try {
            get(admin.createTopics(List.of(created)).all(), "create topic " + topic);
        } catch (Fatal e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** What the user wants of every topic that is made: {@code kafka.topic.*}. */
    private Map<String, String> kafkaTopicSettings() {
        Map<String, String> config = new LinkedHashMap<>();
        settings.kafka().forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.TOPIC_PREFIX)) {
                config.put(key.substring(StreamsConfig.TOPIC_PREFIX.length()), value);
            }
        });
        return config;
    }

    private String retention(String topic) {
        if (topic.equals(settings.topics().accepted())) {
            return FOR_EVER;
        }
        return Long.toString((topic.equals(settings.topics().quarantine()) ? 30 : 7) * DAY_MILLIS);
    }

    private Optional<Finding> enlarge(TopicDescription topic, int partitions) {
        int count = topic.partitions().size();
        if (count >= partitions) {
            return Optional.empty();
        }
        get(
                admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(partitions)))
                        .all(),
                "enlarge topic " + topic.name());
        return Optional.of(fine(
                Concern.PARTITIONS,
                topic.name(),
                "enlarged " + topic.name() + " from " + count + " to " + partitions + " partitions"));
    }

    private Map<String, TopicDescription> describe() {
        Set<String> wanted = settings.topics().all().stream().collect(Collectors.toSet());
        wanted.addAll(settings.changelogs());
        wanted.add(settings.rekeyTopic());
        Set<String> names = get(
                admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                        .names(),
                "list topics");
        wanted.retainAll(names);
        return new TreeMap<>(get(admin.describeTopics(wanted).allTopicNames(), "describe topics"));
    }

    private Map<String, Config> configs(Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        get(admin.describeConfigs(resources).all(), "read the topics' configuration")
                .forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    private static String value(Config config, String name) {
        return Optional.ofNullable(config.get(name))
                .map(entry -> Optional.ofNullable(entry.value()).orElse(""))
                .orElse("");
    }

    private <T> T get(KafkaFuture<T> future, String what) {
        return Causes.await(future, settings, "trying to " + what);
    }

    private static Finding fine(Concern concern, String topic, String text) {
        return new Finding(Severity.FINE, concern, topic, text, "");
    }

    private static Finding error(Concern concern, String topic, String text, String repair) {
        return new Finding(Severity.ERROR, concern, topic, text, repair);
    }

    private String partitions(String topic, int count) {
        return tool(settings, "kafka-topics.sh") + " --alter --topic " + topic + " --partitions " + count;
    }

    private String configure(String topic, String key, String value) {
        return tool(settings, "kafka-configs.sh") + " --alter --entity-type topics --entity-name " + topic
                + " --add-config " + key + "=" + value;
    }

    /** One of Kafka's own tools, with what it needs to find the brokers. */
    static String tool(StreamSettings settings, String name) {
        String login = settings.kafka().containsKey("security.protocol") ? " --command-config client.properties" : "";
        return name + " --bootstrap-server " + settings.bootstrap() + login;
    }

    @Override
    public void close() {
        admin.close();
    }

    /** Closes, whatever is still waited for. */
    void close(Duration within) {
        admin.close(within);
    }
}
