import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;

/** KafkaTopics ADDRESS wait | run | describe | delete | settings: what the script asks of Kafka in one Java machine instead of one a topic. */
public class KafkaTopics {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        switch (arguments[1]) {
            case "run":
                runTools();
                return;
            case "settings":
                System.out.println(new ObjectMapper().writeValueAsString(Map.of("consumer", ConsumerConfig.configNames(), "producer", ProducerConfig.configNames())));
                return;
            default:
        }
        try (Admin admin = Admin.create(properties)) {
            switch (arguments[1]) {
                case "wait":
                    admin.describeCluster().nodes().get(60, TimeUnit.SECONDS);
                    break;
                case "describe":
                    System.out.println(new ObjectMapper().writeValueAsString(describe(admin)));
                    break;
                case "delete":
                    admin.deleteTopics(admin.listTopics().names().get()).all().get();
                    break;
                default:
                    throw new IllegalArgumentException(arguments[1]);
            }
        }
    }

    /** Kafka's own kafka-topics.sh, once for each paragraph of the input, whose lines are the arguments. */
    private static void runTools() throws Exception {
        Method tool = Class.forName("org.apache.kafka.tools.TopicCommand").getDeclaredMethod("execute", String[].class);
        tool.setAccessible(true);
        List<String> arguments = new ArrayList<>();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (!line.isEmpty()) {
                arguments.add(line);
                continue;
            }
            tool.invoke(null, (Object) arguments.toArray(new String[0]));
            arguments.clear();
        }
    }

    private static Map<String, Object> describe(Admin admin) throws Exception {
        Set<String> names = new TreeSet<>(admin.listTopics().names().get());
        Map<String, Map<String, String>> settings = new TreeMap<>();
        List<ConfigResource> resources = new ArrayList<>();
        for (String name : names) resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name));
        admin.describeConfigs(resources).all().get().forEach((resource, config) -> {
            Map<String, String> own = new TreeMap<>();
            for (ConfigEntry entry : config.entries()) {
                if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) own.put(entry.name(), entry.value());
            }
            settings.put(resource.name(), own);
        });
        Map<String, Object> topics = new TreeMap<>();
        admin.describeTopics(names).allTopicNames().get().forEach((name, description) -> topics.put(name, Map.of(
            "partitions", description.partitions().size(),
            "replicationFactor", description.partitions().get(0).replicas().size(),
            "config", settings.get(name))));
        return topics;
    }
}
