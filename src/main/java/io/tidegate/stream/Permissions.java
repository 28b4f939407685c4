package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The rights on Kafka that a gate needs, and which of them its user lacks. Asking changes nothing. */
final class Permissions {

    /** What Kafka answers to those whom it allows to ask for a member or a topic. */
    private static final Set<Class<? extends Exception>> HARMLESS =
            Set.of(UnknownMemberIdException.class, GroupIdNotFoundException.class, TopicExistsException.class);

    /** Behind the application's id: in whose name it is asked whether transactions are allowed. */
    private static final String TRANSACTIONAL_ID = "-doctor";

    private static final Pattern USER = Pattern.compile("username=\"?([^\"\\s;]+)");

    private final StreamSettings settings;
    private final Admin admin;
    private final Consumer<String> unanswered;

    /** @param unanswered told what Kafka gives no answer to, and why */
    Permissions(StreamSettings settings, Admin admin, Consumer<String> unanswered) {
        this.settings = settings;
        this.admin = admin;
        this.unanswered = unanswered;
    }

    /**
     * Rights on one resource that the user lacks.
     *
     * @param topic its name; empty if it is none
     * @param text what is wrong
     * @param repair the command that gives them
     */
    record Missing(String topic, Set<AclOperation> operations, String text, String repair) {

        /** What is wrong, and what to do. */
        String withRepair() {
            return text + ": " + repair;
        }

        /** Whether the topic can't be looked at. */
        boolean hides() {
            return operations.contains(AclOperation.DESCRIBE) || operations.contains(AclOperation.DESCRIBE_CONFIGS);
        }
    }

    /**
     * What is missing on topics, and on the consumer group.
     *
     * @throws Fatal if Kafka doesn't answer
     */
    List<Missing> onTopicsAndGroup() {
        List<Missing> all = new ArrayList<>();
        Map<String, Set<AclOperation>> needed = needed();
        var described = admin.describeTopics(
                        needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        for (String topic : needed.keySet().stream().sorted().toList()) {
            Set<AclOperation> missing = new HashSet<>(Objects.requireNonNull(needed.get(topic)));
            missing.add(AclOperation.DESCRIBE);
            missing.add(AclOperation.DESCRIBE_CONFIGS);
            try {
                missing.removeAll(
                        get(Objects.requireNonNull(described.get(topic))).authorizedOperations());
            } catch (Fatal e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.clear(); // there is nothing to be allowed yet
                } else if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                if (!settings.topics().all().contains(topic) && !mayMake(topic)) {
                    missing.add(AclOperation.CREATE);
                }
            }
            if (!missing.isEmpty()) {
                all.add(missing(settings, topic, "topic " + topic, "--topic " + topic, missing));
            }
        }
        String application = settings.applicationId();
        if (!may("group " + application, removeNobody(application))) {
            all.add(missing(settings, "", "group " + application, "--group " + application, Set.of(AclOperation.READ)));
        }
        return all;
    }

    private Map<String, Set<AclOperation>> needed() {
        Map<String, Set<AclOperation>> needed = new HashMap<>();
        needed.put(settings.topics().samples(), Set.of(AclOperation.READ));
        for (String topic : settings.topics().all()) {
            needed.putIfAbsent(topic, Set.of(AclOperation.WRITE));
        }
        settings.changelogs().forEach(topic -> needed.put(topic, Set.of(AclOperation.READ, AclOperation.WRITE)));
        needed.put(settings.rekeyTopic(), Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE));
        return needed;
    }

    /** What is missing on transactional ids. Kafka remembers the one that is asked with for a week. */
    Optional<Missing> onTransactions() {
        String id = settings.applicationId() + TRANSACTIONAL_ID;
        String shown = "transactional ids " + settings.applicationId() + "…";
        return may(shown, admin.fenceProducers(List.of(id)).all())
                ? Optional.empty()
                : Optional.of(noTransactions(settings));
    }

    /** That transactions aren't allowed. */
    static Missing noTransactions(StreamSettings settings) {
        String application = settings.applicationId();
        return missing(
                settings,
                "",
                "transactional ids " + application + "…",
                "--transactional-id " + application + " --resource-pattern-type prefixed",
                Set.of(AclOperation.WRITE));
    }

    /** Whether the gate may make a topic of its own that isn't there. */
    private boolean mayMake(String topic) {
        NewTopic made = new NewTopic(topic, Optional.of(1), Optional.empty());
        return may(
                "making " + topic,
                admin.createTopics(List.of(made), new CreateTopicsOptions().validateOnly(true))
                        .all());
    }

    /** Asks for what only members may have done, in the name of one that there isn't: the answer tells what is allowed. */
    private KafkaFuture<Void> removeNobody(String group) {
        String nobody = UUID.randomUUID().toString();
        return admin.removeMembersFromConsumerGroup(
                        group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(nobody))))
                .all();
    }

    /** Whether Kafka allows what was asked for; yes also if it can't be told, which is said. */
    private boolean may(String what, KafkaFuture<Void> asked) {
        try {
            get(asked);
        } catch (Fatal e) {
            if (Causes.isRefusal(e)) {
                return false;
            }
            if (!HARMLESS.contains(Causes.root(e).getClass())) {
                unanswered.accept(what + ": " + e.getMessage());
            }
        }
        return true;
    }

    /** @param flags of Kafka's tool, which name the resource */
    private static Missing missing(
            StreamSettings settings, String topic, String resource, String flags, Set<AclOperation> operations) {
        boolean more = operations.contains(AclOperation.READ) || operations.contains(AclOperation.WRITE);
        List<String> names = operations.stream()
                .filter(operation -> !(more && operation == AclOperation.DESCRIBE)) // which Read and Write bring
                .map(Permissions::pascal)
                .sorted()
                .toList();
        Optional<String> user = user(settings);
        return new Missing(
                topic,
                operations,
                "Kafka's ACLs don't allow " + user.map("user "::concat).orElse("this user") + " "
                        + String.join(", ", names) + " on " + resource,
                TopicAdmin.tool(settings, "kafka-acls.sh") + " --add --allow-principal User:" + user.orElse("NAME")
                        + " --operation " + String.join(" --operation ", names) + " " + flags);
    }

    /** Who logs in, if that can be told. */
    static Optional<String> user(StreamSettings settings) {
        Matcher user = USER.matcher(settings.kafka().getOrDefault("sasl.jaas.config", ""));
        return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    }

    /** As Kafka's tools write it: {@code DescribeConfigs}. */
    private static String pascal(AclOperation operation) {
        StringBuilder name = new StringBuilder();
        for (String word : operation.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private <T> T get(KafkaFuture<T> answer) {
        return Causes.await(answer, settings, "");
    }
}
