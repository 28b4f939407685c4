package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * An instance's membership in the consumer group. Kafka keeps it while the instance is away for less than a session, and gives
 * one that comes back its old partitions without asking what has changed. If the samples topic grew meanwhile, nobody would be
 * given the new partitions: their records would wait, and no lag would show it.
 */
final class Membership {

    private final StreamSettings settings;

    Membership(StreamSettings settings) {
        this.settings = settings;
    }

    /**
     * Gives up the membership of an instance that is about to start, if the group's partitions are not all of the samples
     * topic's; so it joins anew, and the partitions are shared out again.
     *
     * @param partitions of the samples topic
     */
    void renewIfEnlarged(Admin admin, String instanceId, int partitions) {
        List<MemberDescription> members = members(admin);
        Set<Integer> assigned = new HashSet<>();
        for (MemberDescription member : members) {
            for (TopicPartition partition : member.assignment().topicPartitions()) {
                if (partition.topic().equals(settings.topics().samples())) {
                    assigned.add(partition.partition());
                }
            }
        }
        List<MemberToRemove> own = members.stream()
                .flatMap(member -> member.groupInstanceId().stream())
                .filter(id -> id.startsWith(instanceId))
                .map(MemberToRemove::new)
                .toList();
        if (assigned.size() < partitions && !own.isEmpty()) {
            get(admin.removeMembersFromConsumerGroup(
                            settings.applicationId(), new RemoveMembersFromConsumerGroupOptions(own))
                    .all());
        }
    }

    private List<MemberDescription> members(Admin admin) {
        try {
            return get(admin.describeConsumerGroups(List.of(settings.applicationId()))
                            .all())
                    .values()
                    .stream()
                    .flatMap(group -> group.members().stream())
                    .toList();
        } catch (Fatal e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        return Causes.await(future, settings, "looking for this gate's consumer group");
    }
}
