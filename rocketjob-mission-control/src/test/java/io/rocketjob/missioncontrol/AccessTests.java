package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.missioncontrol.Console.Visit;
import io.rocketjob.operation.AuditEntry;
import io.rocketjob.operation.OperationListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may open and send what, on each route. */
class AccessTests {

	private static final int OK = 200;

	private static final int DONE = 303;

	private static final int DENIED = 403;

	private static final AtomicInteger entryNumber = new AtomicInteger();

	@TempDir
	private static Path root;

	private static Console open;

	private static Console secured;

	private final Map<Console, Map<String, String>> variables = new HashMap<>();

	@BeforeAll
	static void start() {
		open = Console.open(ConsoleApplication.class, FileEntries.properties(root));
		secured = Console.secured(AuditedApplication.class, SecurityApplication.class, FileEntries.properties(root));
	}

	@AfterAll
	static void stop() {
		open.close();
		secured.close();
	}

	@BeforeEach
	void createJobs() {
		secured.bean(AuditedApplication.class).entries.clear();
	}

	private Map<String, String> variables(Console console) {
		return this.variables.computeIfAbsent(console, (each) -> {
			JobInstance<?> failed = each.failedReport("acme", "no ink");
			BatchInstance<?> batch = each.failedImport("one", "!two", "three");
			BatchInstance<?> export = each.export(List.of("one", "two"));
			FileEntries entries = new FileEntries(each, root);
			String entry = "entry-" + entryNumber.incrementAndGet();
			entries.monitor().create(entries.entry(entry));
			String other = "entry-" + entryNumber.incrementAndGet();
			entries.monitor().create(entries.entry(other));
			String file = other + "/files/" + entries.failedFile(other, "a.csv", "it has changed");
			return Map.of("{entry}", entry, "{file}", file, "{export}", export.id().toHexString(), "{job}",
					failed.id().toHexString(), "{batch}", batch.id().toHexString());
		});
	}

	private String resolve(Console console, String path) {
		String resolved = path;
		for (Map.Entry<String, String> each : variables(console).entrySet()) {
			resolved = resolved.replace(each.getKey(), each.getValue());
		}
		return Console.BASE + resolved;
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/                                   , 303, 303, 303
			''                                  , 200, 200, 200
			/jobs                               , 200, 200, 200
			/jobs?state=failed&q=class:ReportJob, 200, 200, 200
			/jobs?q=nonsense:1                  , 400, 400, 400
			/jobs/completions?q=cla             , 200, 200, 200
			/bulk                               , 200, 200, 200
			/bulk/confirm?action=retry&id={job} , 200, 200, 200
			/bulk/confirm?action=retry&all=true , 200, 200, 200
			/bulk/confirm?action=retry          , 400, 400, 400
			/bulk/confirm?action=explode&all=true, 404, 404, 404
			/bulk/ffffffffffffffffffffffff      , 404, 404, 404
			/jobs/{job}                         , 200, 200, 200
			/jobs/{job}/confirm/abort           , 303, 200, 200
			/jobs/{job}/confirm/delete          , 303, 303, 200
			/jobs/{batch}/slices                , 200, 200, 200
			/jobs/{batch}/log                   , 403, 200, 200
			/jobs/{batch}/slices/main/1         , 403, 200, 200
			/jobs/{batch}/slices/main/1/confirm/remove?record=2, 403, 303, 200
			/jobs/{export}/categories/main/download , 403, 200, 200
			/jobs/{export}/categories/none/download , 403, 404, 404
			/jobs/{batch}/categories/main/download  , 403, 404, 404
			/create                             , 403, 403, 200
			/create/ReportJob                   , 403, 403, 200
			/create/NoJob                       , 403, 403, 404
			/servers                            , 200, 200, 200
			/servers/confirm/stop               , 303, 200, 200
			/servers/confirm/kill               , 303, 303, 200
			/servers/nowhere                    , 404, 404, 404
			/schedules                          , 200, 200, 200
			/housekeeping                       , 200, 200, 200
			/files                              , 200, 200, 200
			/files/create                       , 403, 403, 200
			/files/create?from={entry}          , 403, 403, 200
			/files/entries/{entry}              , 200, 200, 200
			/files/entries/{entry}/now          , 200, 200, 200
			/files/entries/{entry}/edit         , 403, 403, 200
			/files/entries/{entry}/confirm/enable, 303, 200, 200
			/files/entries/{entry}/confirm/disable, 303, 303, 303
			/files/entries/{entry}/files/{job}/confirm/forget, 303, 200, 200
			/files/entries/none                 , 404, 404, 404
			/files/entries/none/edit            , 403, 403, 404
			/performance                        , 200, 200, 200
			/performance?period=week&sort=run-p95, 200, 200, 200
			/performance?period=year            , 400, 400, 400
			/audit                              , 403, 200, 200
			/jobs/{batch}/slices?category=main&like=1, 200, 200, 200
			/jobs/ffffffffffffffffffffffff      , 404, 404, 404
			/jobs/notAnId                       , 400, 400, 400
			/no/such/page                       , 404, 404, 404
			/assets/console.css                 , 404, 404, 404
			""")
	void aPageOpensToWhoMaySeeIt(String path, int reader, int operator, int admin) {
		assertThat(status(secured, "reader", path)).as("reader").isEqualTo(reader);
		assertThat(status(secured, "operator", path)).as("operator").isEqualTo(operator);
		assertThat(status(secured, "admin", path)).as("admin").isEqualTo(admin);
		assertThat(status(secured, "stranger", path)).as("without an authority").isEqualTo(DENIED);
		assertThat(status(open, null, path)).as("without Spring Security: as a reader").isEqualTo(reader);
		HttpResponse<String> anonymous = secured.visit().get(resolve(secured, path), "Accept", "text/html");
		assertThat(anonymous.statusCode()).as("who has not logged in").isEqualTo(302);
		assertThat(anonymous.headers().firstValue("Location")).get().asString().endsWith("/login");
	}

	private int status(Console console, String user, String path) {
		Visit visit = (user != null) ? console.visit(user) : console.visit();
		return visit.get(resolve(console, path)).statusCode();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/jobs/{job}/actions/retry                      , ''                      , DENIED, DONE  , DONE
			/jobs/{job}/actions/abort                      , reason=old              , DENIED, DONE  , DONE
			/jobs/{job}/actions/delete                     , ''                      , DENIED, DENIED, DONE
			/jobs/{job}/edit                               , shown.priority=40&priority=7, DENIED, DONE, DONE
			/jobs/{batch}/slices/main/1/retry              , ''                      , DENIED, DONE  , DONE
			/jobs/{batch}/slices/main/1/correct            , record=2&value=two      , DENIED, DENIED, DONE
			/jobs/{batch}/slices/main/1/remove             , record=2                , DENIED, DENIED, DONE
			/jobs/{batch}/slices/main/1/retry-group        , ''                      , DENIED, DONE  , DONE
			/create/ReportJob, form=65f000000000000000000001&fields.account=acme, DENIED, DENIED, DONE
			/bulk/start                                    , action=retry&id={job}   , DENIED, DONE  , DONE
			/bulk/start                                    , action=delete&id={job}  , DENIED, DENIED, DONE
			/servers/actions/pause                         , ''                      , DENIED, DONE  , DONE
			/servers/actions/kill                          , ''                      , DENIED, DENIED, DONE
			/files/entries/{entry}/actions/enable          , ''                      , DENIED, DONE  , DONE
			/files/entries/{entry}/actions/delete          , ''                      , DENIED, DONE  , DONE
			/files/entries/{entry}/edit                    , archive=old             , DENIED, DENIED, DONE
			/files/create                                  , from={entry}&name=new&pattern=NEW, DENIED, DENIED, DONE
			/files/entries/{file}/retry                    , ''                      , DENIED, DONE  , DONE
			/files/entries/{file}/forget                   , ''                      , DENIED, DONE  , DONE
			""")
	void aChangeIsMadeByWhoMayMakeItOnly(String path, String form, String reader, String operator, String admin) {
		Map<String, String> parameters = new HashMap<>();
		Stream.of(form.split("&")).filter((each) -> !each.isEmpty()).forEach((each) -> {
			String[] parts = each.split("=");
			parameters.put(parts[0], parts[1]);
		});
		List<String> users = List.of("reader", "operator", "admin");
		List<String> expected = List.of(reader, operator, admin);
		for (int i = 0; i < users.size(); i++) {
			String user = users.get(i);
			this.variables.clear();
			String address = resolve(secured, path);
			parameters.computeIfPresent("id", (name, id) -> variables(secured).get("{job}"));
			parameters.computeIfPresent("from", (name, entry) -> variables(secured).get("{entry}"));
			parameters.computeIfPresent("pattern", (name, pattern) -> root + "/new/*");
			HttpResponse<String> answer = secured.visit(user).submit("/login", address, parameters);
			assertThat(answer.statusCode()).as(user + ": " + answer.body())
				.isEqualTo(expected.get(i).equals("DONE") ? DONE : DENIED);
			List<AuditEntry> entries = secured.bean(AuditedApplication.class).entries;
			assertThat(entries).last().satisfies((entry) -> {
				assertThat(entry.operator()).isEqualTo(user);
				assertThat(entry.channel()).isEqualTo("console");
			});
			entries.clear();
			HttpResponse<String> forged = secured.visit(user).post(address, form, "Origin", secured.origin());
			assertThat(forged.statusCode()).as("without the token").isIn(401, DENIED);
			HttpResponse<String> elsewhere = secured.visit(user)
				.post(address, form, "Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example");
			assertThat(elsewhere.statusCode()).as("from another site").isIn(401, DENIED);
			assertThat(told(path)).as("what nobody has been asked for").isEmpty();
		}
		HttpResponse<String> stranger = secured.visit("stranger").submit("/login", resolve(secured, path), parameters);
		assertThat(stranger.statusCode()).as("without an authority").isEqualTo(DENIED);
		HttpResponse<String> local = open.visit()
			.post(resolve(open, path), form.replace("{job}", variables(open).get("{job}")), "Origin", open.origin(),
					"Sec-Fetch-Site", "same-origin");
		assertThat(local.statusCode()).as("without Spring Security").isEqualTo(DENIED);
		assertThat(open.visit().post(resolve(open, path), form).statusCode()).isEqualTo(DENIED);
		assertThat(told(path)).isEmpty();
	}

	/** What is done with many jobs is done in the background, and is told then. */
	private static List<AuditEntry> told(String path) {
		return secured.bean(AuditedApplication.class).entries.stream()
			.filter((entry) -> !path.startsWith("/bulk") || entry.action().startsWith("bulk"))
			.toList();
	}

	@Test
	void whoHasNoAuthorityIsToldWhichThereAre() {
		assertThat(secured.visit("stranger").get(Console.BASE).body()).contains("You are stranger",
				"ROLE_ROCKETJOB_READER, ROLE_ROCKETJOB_OPERATOR, ROLE_ROCKETJOB_ADMIN",
				"rocketjob.mission-control.roles");
	}

	@Test
	void withoutSpringSecurityThePageSaysWhyNothingCanBeChanged() {
		String page = open.visit().get(resolve(open, "/jobs/{job}")).body();
		assertThat(page).contains("does not use Spring Security").doesNotContain("<button>Retry</button>", "no ink");
	}

	@Test
	void thePageOfPerformanceSaysHowItIsSwitchedOn() {
		assertThat(open.visit().get(resolve(open, "/performance")).body())
			.contains("rocketjob.performance.enabled=true")
			.doesNotContain("<table class");
	}

	@Test
	void withoutSpringSecurityANameThatIsNotLocalIsRefused() throws Exception {
		assertThat(RawRequest.status(open.port(), "GET", Console.BASE, "Host: evil.example")).isEqualTo(DENIED);
		assertThat(RawRequest.status(open.port(), "GET", Console.BASE, "Host: 127.0.0.1:" + open.port())).isEqualTo(OK);
	}

	@Test
	void whatAReaderMayNotSeeIsHidden() {
		String job = resolve(secured, "/jobs/{job}");
		assertThat(secured.visit("reader").get(job).body()).doesNotContain("no ink", "acme").contains("******");
		assertThat(secured.visit("operator").get(job).body()).contains("no ink", "acme");
	}

	@Test
	void theReasonIsTold() {
		String path = resolve(secured, "/jobs/{job}/actions/abort");
		secured.visit("operator").submit("/login", path, Map.of("reason", "of no use"));
		assertThat(secured.bean(AuditedApplication.class).entries).last()
			.extracting(AuditEntry::reason)
			.isEqualTo("of no use");
		assertThat(secured.bean(RocketJobTemplate.class).jobs().in(JobState.ABORTED).count()).isPositive();
	}

	/** Keeps what it is told. */
	@Configuration(proxyBeanMethods = false)
	@Import(ConsoleApplication.class)
	static class AuditedApplication {

		private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

		@Bean
		OperationListener listener() {
			return this.entries::add;
		}

	}

}
