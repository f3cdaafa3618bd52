import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Exit;

/**
 * What the script asks of Kafka, in one Java machine because each takes seconds to start. Reads a question a line,
 * {"ask": "wait" | "run" | "describe" | "delete" | "settings" | "acls" | "password", "tool": "TopicCommand" | "AclCommand",
 * "calls": [[argument, ...], ...], "user": name, "password": text}, and answers each with a line,
 * {"answer": ...} or {"error": "..."}. The argument is Kafka's address.
 */
public class KafkaTopics {
    private static final ObjectMapper json = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // Kafka's tools write to the standard output, which is for answers alone.
        System.setOut(System.err);
        Exit.setExitProcedure((status, message) -> {
            if (status != 0) throw new IllegalStateException("The tool ended with " + status + (message == null ? "." : ": " + message));
        });
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        try (Admin admin = Admin.create(properties)) {
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                Map<String, Object> answer = new TreeMap<>();
                try {
                    answer.put("answer", answer(admin, json.readTree(line)));
                } catch (Throwable error) {
                    Throwable cause = error instanceof InvocationTargetException ? error.getCause() : error;
                    answer.put("error", cause.toString());
                }
                answers.println(json.writeValueAsString(answer));
                answers.flush();
            }
        }
    }

    private static Object answer(Admin admin, JsonNode question) throws Exception {
        String what = question.get("ask").asText();
        switch (what) {
            case "wait":
                return admin.describeCluster().nodes().get(60, TimeUnit.SECONDS).size();
            case "run":
                return runTool(question.get("tool").asText(), question.get("calls"));
            case "describe":
                return describeAll(admin);
            case "delete":
                admin.deleteTopics(admin.listTopics().names().get()).all().get();
                admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
                return true;
            case "acls":
                return describeRights(admin);
            case "password":
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                    question.get("user").asText(), new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), question.get("password").asText()))).all().get();
                return true;
            case "settings":
                return Map.of("consumer", ConsumerConfig.configNames(), "producer", ProducerConfig.configNames());
            default:
                throw new IllegalArgumentException(what);
        }
    }

    /** Kafka's own kafka-topics.sh or kafka-acls.sh, once for each list of arguments. */
    private static int runTool(String name, JsonNode calls) throws Exception {
        Method tool = Class.forName("org.apache.kafka.tools." + name).getDeclaredMethod(name.equals("TopicCommand") ? "execute" : "main", String[].class);
        tool.setAccessible(true);
        for (JsonNode call : calls) tool.invoke(null, (Object) json.convertValue(call, String[].class));
        return calls.size();
    }

    /** Who may do what, as "User:NAME OPERATION resource NAME pattern"; all of it is allowed. */
    private static Set<String> describeRights(Admin admin) throws Exception {
        Set<String> rights = new TreeSet<>();
        for (AclBinding binding : admin.describeAcls(AclBindingFilter.ANY).values().get()) {
            rights.add(binding.entry().permissionType() + " " + binding.entry().principal() + " " + binding.entry().operation() + " "
                + binding.pattern().resourceType() + " " + binding.pattern().name() + " " + binding.pattern().patternType());
        }
        return rights;
    }

    /** A topic that is listed may be gone, or not be known everywhere yet, when it is asked for: then all are listed again. */
    private static Map<String, Object> describeAll(Admin admin) throws Exception {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); ; Thread.sleep(100)) {
            try {
                return describe(admin);
            } catch (ExecutionException error) {
                if (!(error.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > end) throw error;
            }
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
