package io.rocketjob.actuate.endpoint;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.rocketjob.Servers;
import io.rocketjob.actuate.endpoint.EndpointApplication.AccountJob;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.verify;

/** The endpoints over JMX. */
class JmxEndpointTests {

	private static final String[] JMX = { "rocketjob.server.enabled=false", "spring.jmx.enabled=true",
			"management.endpoints.jmx.exposure.include=*", "management.endpoints.jmx.domain=io.rocketjob.endpoints" };

	private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

	@Test
	void everythingCanBeReadAndNothingWritten() throws Exception {
		try (WebApplication application = WebApplication.open(JmxApplication.class, JMX)) {
			String id = create(application);
			assertThat(map(call("Rocketjob", "overview"))).containsKeys("jobs", "servers", "jobClasses");
			assertThat(map(call("Rocketjobjobs", "jobs", null, null, null, null, null))).containsEntry("totalJobs", 1L);
			assertThat(map(call("Rocketjobjobs", "job", id))).containsEntry("id", id)
				.containsEntry("fields", Map.of("account", "******", "secret", "******", "fails", "******"));
			assertThat(map(call("Rocketjobservers", "servers"))).containsKey("servers");
			assertThat(map(call("Rocketjobservers", "server", "north"))).containsEntry("name", "north");
			assertThat(operations("Rocketjobjobs")).containsExactlyInAnyOrder("jobs", "job");
			assertThat(operations("Rocketjobservers")).containsExactlyInAnyOrder("servers", "server");
			assertThat(operations("Rocketjobfiles")).containsExactlyInAnyOrder("entries", "entry");
			assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> call("Rocketjobfiles", "entries"))
				.withMessageContaining("rocketjob.dirmon.enabled=true");
			assertThat(map(call("Rocketjobhousekeeping", "preview"))).containsKeys("jobs", "collections");
			assertThat(call("Health", "health")).asString().contains("rocketjob");
		}
	}

	@Test
	void whatIsOpenedCanBeWrittenAndSaysWhatIsWrong() throws Exception {
		try (WebApplication application = WebApplication.open(JmxApplication.class, JMX[0], JMX[1], JMX[2], JMX[3],
				"management.endpoint.rocketjobjobs.access=unrestricted",
				"management.endpoint.rocketjobservers.access=unrestricted",
				"management.endpoint.rocketjobfiles.access=unrestricted",
				"management.endpoint.rocketjobjobs.show-values=always")) {
			String id = create(application);
			assertThat(map(call("Rocketjobjobs", "act", id, "pause", null, null))).containsEntry("state", "paused")
				.extractingByKey("fields", as(InstanceOfAssertFactories.map(String.class, Object.class)))
				.containsEntry("account", "acme")
				.containsEntry("secret", "******")
				.containsEntry("fails", null);
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> call("Rocketjobjobs", "act", id, "retry", null, null))
				.withMessageContaining("cannot retry");
			assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> call("Rocketjobjobs", "job", "x"))
				.withMessageContaining("24 hexadecimal digits");
			assertThat(map(call("Rocketjobjobs", "delete", id))).containsEntry("id", id);
			assertThat(operations("Rocketjobfiles")).containsExactlyInAnyOrder("entries", "entry", "act", "delete");
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> call("Rocketjobfiles", "act", "orders", "enable", null, null))
				.withMessageContaining("rocketjob.dirmon.enabled=true");
			call("Rocketjobservers", "controlAll", "pause", null, null, null, null, null, null);
			verify(application.bean(Servers.class)).pause();
			assertThat(map(call("Rocketjobservers", "control", "north", "thread-dump", null, null, null, null, null,
					null, null)))
				.containsEntry("threadDump", "all threads");
		}
	}

	private static String create(WebApplication application) {
		return application.rocketJob()
			.create(AccountJob.class, new AccountJob.Fields("acme", "hidden", null))
			.id()
			.toHexString();
	}

	private List<String> operations(String endpoint) throws Exception {
		return Arrays.stream(this.beans.getMBeanInfo(name(endpoint)).getOperations())
			.map(MBeanOperationInfo::getName)
			.toList();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object answer) {
		return (Map<String, Object>) answer;
	}

	private Object call(String endpoint, String operation, @Nullable Object... arguments) throws Exception {
		return this.beans.invoke(name(endpoint), operation, arguments, null);
	}

	private static ObjectName name(String endpoint) throws Exception {
		return new ObjectName("io.rocketjob.endpoints:type=Endpoint,name=" + endpoint);
	}

	/** Has jobs, and servers that are not there. */
	@Configuration(proxyBeanMethods = false)
	@Import({ EndpointApplication.class, FakeServersApplication.class })
	static class JmxApplication {

	}

}
