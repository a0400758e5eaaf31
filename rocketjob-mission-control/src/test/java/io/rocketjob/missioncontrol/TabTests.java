package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import io.rocketjob.JobInstance;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.OperationPolicy;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What beans of the application add to the page of a job. */
class TabTests {

	private static Console console;

	private static String job;

	@BeforeAll
	static void start() {
		console = Console.secured(TabsApplication.class, SecurityApplication.class,
				"server.servlet.context-path=/shop");
		job = job(console.report("acme"));
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static String job(JobInstance<?> of) {
		return "/shop" + Console.BASE + "/jobs/" + of.id().toHexString();
	}

	private static HttpResponse<String> get(String user, String path) {
		return console.visit(user).get(path);
	}

	@Test
	void theJobPageLinksTheTabsInTheOrderOfTheBeans() {
		String page = get("admin", job).body();
		assertThat(page).contains("<a href=\"" + job + "\" aria-current=\"page\">Job</a>");
		assertThat(page.indexOf(job + "/tabs/invoice\"")).isPositive().isLessThan(page.indexOf(job + "/tabs/secret\""));
	}

	@Test
	void aTabShowsSectionsFactsTablesAndLinks() {
		HttpResponse<String> answer = get("reader", job + "/tabs/invoice");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
		assertThat(answer.body()).contains("<h1><bdi>Invoice</bdi></h1>", "<h2><bdi>Amounts</bdi></h2>",
				"<bdi>of reader</bdi>", "<dt><bdi>Total</bdi></dt>", "<bdi>17.50</bdi>",
				"<span class=\"none\">–</span>", "<time datetime=\"2027-01-31T08:00:00Z\"",
				"<th scope=\"col\"><bdi>Line</bdi></th>", "<bdi>ink</bdi>", "href=\"/shop/orders/7?a=b\"",
				"href=\"https://shop.example/orders/7\"", "aria-current=\"page\"><bdi>Invoice</bdi></a>");
	}

	@Test
	void aTabOpensToWhoHasItsPermissionForThisJob() {
		assertThat(get("reader", job + "/tabs/secret").statusCode()).isEqualTo(403);
		assertThat(get("reader", job).body()).doesNotContain("/tabs/secret");
		assertThat(get("admin", job + "/tabs/secret").statusCode()).isEqualTo(200);
		String other = job(console.report("not for secrets"));
		assertThat(get("admin", other + "/tabs/invoice").statusCode()).isEqualTo(200);
		assertThat(get("admin", other + "/tabs/secret").statusCode()).as("a policy denies it for this job")
			.isEqualTo(403);
	}

	@Test
	void aTabIsThereForJobsToWhichItAppliesOnly() {
		JobInstance<?> batch = console.failedImport("one");
		assertThat(get("admin", job(batch)).body()).doesNotContain("/tabs/invoice");
		assertThat(get("admin", job(batch) + "/tabs/invoice").statusCode()).isEqualTo(404);
		assertThat(get("admin", job + "/tabs/none").statusCode()).isEqualTo(404);
		assertThat(get("admin", job.replaceAll("[0-9a-f]{24}", "f".repeat(24)) + "/tabs/invoice").statusCode())
			.isEqualTo(404);
	}

	@Test
	void aTabThatFailsIsAPageThatNamesItAndKeepsNobodyFromTheJob() {
		HttpResponse<String> broken = get("admin", job + "/tabs/broken");
		assertThat(broken.statusCode()).isEqualTo(500);
		assertThat(broken.body()).contains("The tab 'Broken'", "java.lang.UnsupportedOperationException")
			.doesNotContain("password");
		assertThat(get("admin", job).body()).contains("/tabs/broken\"", "/tabs/undecided\"");
		assertThat(get("admin", job + "/tabs/undecided").body()).contains("The tab 'Undecided'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "orders/7", "", "/a b",
			"https:", "http:///x", "/\\elsewhere.example", "ftp://shop.example/x", "/\"x" })
	void anAddressThatIsNoneOfTheWebOrOfTheApplicationIsRefused(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TabContent().link("x", address));
	}

	@Test
	void aTableIsBounded() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TabContent().table(List.of("a"), Collections.nCopies(1_001, List.of("x"))))
			.withMessageContaining("at most 1000 rows, not 1001");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TabContent().table(List.of("a", "b"), List.of(List.of("x"))))
			.withMessageContaining("1 values, and the table has 2 columns");
	}

	@Test
	void keysAreCheckedWhenTheApplicationStarts() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new JobPageTabs(List.of(new PlainTab("one", "One"), new PlainTab("one", "Other"))))
			.withMessageContaining("have the same key 'one'");
		assertThatIllegalStateException().isThrownBy(() -> new JobPageTabs(List.of(new PlainTab("One/", "One"))))
			.withMessageContaining("is 'One/'");
	}

	@Test
	void theExampleOfTheDocumentationIsTheTabThatIsTestedHere() throws Exception {
		String page = Files.readString(Path.of("..", "docs", "mission-control.md"));
		int start = page.indexOf("```java\nimport io.rocketjob.missioncontrol.JobPageTab;") + "```java\n".length();
		String example = page.substring(start, page.indexOf("```", start));
		String shown = example.substring(example.indexOf("class InvoiceTab")).replace("    ", "\t").strip();
		String own = Files.readString(Path.of("src/test/java/io/rocketjob/missioncontrol/InvoiceTab.java"));
		assertThat(own.substring(own.indexOf("class InvoiceTab")).strip()).isEqualTo(shown);
	}

	/** Adds tabs. */
	@Configuration(proxyBeanMethods = false)
	@Import(ConsoleApplication.class)
	static class TabsApplication {

		@Bean
		@Order(2)
		JobPageTab secret() {
			return new PlainTab("secret", "Secret") {
				@Override
				public Permission permission() {
					return Permission.RECORD_READ;
				}
			};
		}

		@Bean
		@Order(1)
		JobPageTab invoice() {
			return new InvoiceTab();
		}

		@Bean
		JobPageTab broken() {
			return new PlainTab("broken", "Broken") {
				@Override
				public TabContent content(JobDescriptor of, Operator operator) {
					throw new UnsupportedOperationException("the password is x");
				}
			};
		}

		@Bean
		JobPageTab undecided() {
			return new PlainTab("undecided", "Undecided") {
				@Override
				public boolean appliesTo(JobDescriptor of) {
					throw new UnsupportedOperationException("the password is x");
				}
			};
		}

		@Bean
		OperationPolicy policy() {
			return (operator, permission, target, of) -> permission != Permission.RECORD_READ || of == null
					|| !of.rawFields().containsValue("not for secrets");
		}

	}

	/** Shows nothing. */
	static class PlainTab implements JobPageTab {

		private final String key;

		private final String title;

		PlainTab(String key, String title) {
			this.key = key;
			this.title = title;
		}

		@Override
		public String key() {
			return this.key;
		}

		@Override
		public String title() {
			return this.title;
		}

		@Override
		public @Nullable Permission permission() {
			return null;
		}

		@Override
		public TabContent content(JobDescriptor of, Operator operator) {
			return new TabContent().fact("at", Instant.EPOCH);
		}

	}

}
