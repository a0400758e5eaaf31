package io.rocketjob.missioncontrol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.missioncontrol.Console.Visit;
import io.rocketjob.test.JobQueue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** The form that creates a job. */
class CreateTests {

	private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([0-9a-f]{24})\"");

	private static final Pattern ADDRESS = Pattern.compile("action=\"([^\"]+ImportJob[^\"]*)\"");

	private static final String IMPORT = Console.BASE + "/create/ImportJob";

	private static final String ORDER = Console.BASE + "/create/OrderJob";

	private static Console console;

	private Visit visit;

	@BeforeAll
	static void start() {
		console = Console.secured(OrderApplication.class, SecurityApplication.class,
				"spring.servlet.multipart.max-file-size=200KB");
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	@BeforeEach
	void begin() {
		this.visit = console.visit("admin");
		console.bean(JobQueue.class).clear();
	}

	private static String formOf(String page) {
		Matcher form = FORM.matcher(page);
		assertThat(form.find()).isTrue();
		return form.group(1);
	}

	private HttpResponse<String> create(String form, Map<String, String> typed) {
		Map<String, String> all = new HashMap<>(typed);
		all.put("form", form);
		return this.visit.submit(ORDER, ORDER, all);
	}

	private static List<? extends JobInstance<?>> jobs() {
		return console.bean(RocketJobTemplate.class).jobs().list();
	}

	@Test
	void theClassesAreListedForWhoMayCreateJobs() {
		assertThat(this.visit.get(Console.BASE + "/create").body()).contains("href=\"" + ORDER + "\"", "An order",
				"ImportJob</bdi></a> <span class=\"state\">batch</span>");
		assertThat(this.visit.get(Console.BASE).body()).contains("href=\"/rocketjob/create\"");
		assertThat(console.visit("operator").get(Console.BASE).body()).doesNotContain("/rocketjob/create\"");
	}

	@Test
	void theFormHasAFieldForEachValueWithWhatItIsAndMustBe() {
		String page = this.visit.get(ORDER).body();
		assertThat(page).contains("An order", "name=\"fields.customer\"", "(must be given; size at most 12)",
				"name=\"fields.address.city\"", "<bdi>address.city</bdi>", "name=\"runAt\" type=\"datetime-local\"",
				"name=\"priority\" inputmode=\"numeric\"", "value=\"50\"", "<option selected>SEA</option>",
				"<textarea id=\"field-fields.tags\" name=\"fields.tags\"", "String, one a line");
		assertThat(page).doesNotContain("type=\"file\"");
		assertThat(this.visit.get(IMPORT).body()).contains("enctype=\"multipart/form-data\"", "type=\"file\"",
				"data-most=\"204800\"", "at most 200 kB (spring.servlet.multipart.max-file-size");
	}

	@Test
	void aJobIsCreatedAndShown() {
		String form = formOf(this.visit.get(ORDER).body());
		HttpResponse<String> answer = create(form, Map.of("fields.customer", "acme", "fields.address.city", "Vienna",
				"fields.way", "AIR", "fields.tags", "a\r\nb", "priority", "7", "runAt", "2100-01-31T08:00"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
		JobInstance<?> job = jobs().get(0);
		assertThat(answer.headers().firstValue("Location"))
			.hasValue("/rocketjob/jobs/" + job.id().toHexString() + "?done=created");
		assertThat(job.priority()).isEqualTo(7);
		assertThat(job.runAt()).isEqualTo("2100-01-31T08:00:00Z");
		OrderJob.Order order = console.bean(RocketJobTemplate.class).get(OrderJob.class, job.id()).fields();
		assertThat(order)
			.isEqualTo(new OrderJob.Order("acme", OrderJob.Way.AIR, new OrderJob.Address("Vienna"), List.of("a", "b")));
		assertThat(this.visit.get(answer.headers().firstValue("Location").orElseThrow()).body())
			.contains("The job is created.");
	}

	@Test
	void allThatIsWrongIsSaidBesideItsFieldAndWhatWasTypedStays() {
		String form = formOf(this.visit.get(ORDER).body());
		HttpResponse<String> answer = create(form, Map.of("fields.customer", "much too long a name", "priority", "200",
				"fields.way", "", "fields.tags", "<b>", "description", "mine", "runAt", "tomorrow"));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("value=\"much too long a name\" aria-invalid=\"true\"",
				"id=\"problem-fields.customer\"", "size must be between 0 and 12", "value=\"200\"",
				"priority must be a whole number between 1 and 100", "id=\"problem-runAt\"", "value=\"tomorrow\"",
				"\n&lt;b&gt;</textarea>", "value=\"mine\"", "Nothing is created yet");
		assertThat(formOf(answer.body())).as("the same form").isEqualTo(form);
		assertThat(jobs()).isEmpty();
		assertThat(create(form, Map.of("fields.customer", "acme")).statusCode()).isEqualTo(303);
		assertThat(jobs()).hasSize(1);
	}

	@Test
	void theRecordsOfABatchComeFromAFile() throws IOException {
		String page = this.visit.get(IMPORT).body();
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
			gzip.write("anna\nberta\n\u00fcmit\n".getBytes(StandardCharsets.UTF_8));
		}
		HttpResponse<String> answer = this.visit.upload(addressOf(page),
				Map.of("form", formOf(page), "priority", "7", "description", "by hand"), "C:\\data\\names.csv.gz",
				packed.toByteArray());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
		BatchInstance<?> batch = console.bean(RocketJobTemplate.class).batch(jobs().get(0).id());
		assertThat(batch.recordCount()).isEqualTo(3);
		assertThat(batch.priority()).isEqualTo(7);
		assertThat(batch.description()).isEqualTo("by hand");
		console.bean(JobQueue.class).drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void ofAFileThatCannotBeReadNothingIsLeftAndTheFormCanBeSentAgain() {
		String page = this.visit.get(IMPORT).body();
		HttpResponse<String> answer = this.visit.upload(addressOf(page),
				Map.of("form", formOf(page), "description", "by hand"), "names.gz",
				"no gzip".getBytes(StandardCharsets.UTF_8));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("id=\"problem-file\"", "names.gz", "value=\"by hand\"");
		assertThat(jobs()).isEmpty();
		assertThat(formOf(answer.body())).isEqualTo(formOf(page));
		assertThat(this.visit
			.upload(addressOf(answer.body()), Map.of("form", formOf(page)), "names.txt",
					"anna\n".getBytes(StandardCharsets.UTF_8))
			.statusCode()).isEqualTo(303);
		assertThat(jobs()).hasSize(1);
	}

	@Test
	void aFileThatIsTooLargeIsRefusedWithTheProperty() {
		String page = this.visit.get(IMPORT).body();
		HttpResponse<String> answer = this.visit.upload(addressOf(page), Map.of("form", formOf(page)), "names.txt",
				new byte[400 * 1024]);
		assertThat(answer.statusCode()).isEqualTo(413);
		assertThat(answer.body()).contains("spring.servlet.multipart.max-file-size");
		assertThat(jobs()).isEmpty();
	}

	@Test
	void aFileWithoutTheTokenIsRefused() {
		String page = this.visit.get(IMPORT).body();
		HttpResponse<String> answer = this.visit.upload(IMPORT, Map.of("form", formOf(page)), "names.txt",
				"anna\n".getBytes(StandardCharsets.UTF_8));
		assertThat(answer.statusCode()).isIn(401, 403);
		assertThat(jobs()).isEmpty();
	}

	private static String addressOf(String page) {
		Matcher address = ADDRESS.matcher(page);
		assertThat(address.find()).isTrue();
		return address.group(1).replace("&amp;", "&");
	}

	@Test
	void aFormThatIsSentTwiceCreatesOneJobAndShowsItAgain() {
		String form = formOf(this.visit.get(ORDER).body());
		HttpResponse<String> first = create(form, Map.of("fields.customer", "acme"));
		HttpResponse<String> second = create(form, Map.of("fields.customer", "acme"));
		assertThat(second.statusCode()).isEqualTo(303);
		assertThat(second.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		assertThat(jobs()).hasSize(1);
	}

	@Test
	void ofAJobThatIsGoneByThenThePageSaysWhy() {
		String gone = Console.BASE + "/jobs/" + new ObjectId().toHexString();
		HttpResponse<String> answer = this.visit.get(gone + "?done=created");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("The job was created, and is gone");
		assertThat(this.visit.get(gone).body()).doesNotContain("was created");
	}

	/** Has an order to create. */
	@Configuration(proxyBeanMethods = false)
	@Import({ ConsoleApplication.class, OrderJob.class })
	static class OrderApplication {

	}

	/** Has fields of several types. */
	@RocketJob(name = "OrderJob", description = "An order", destroyOnComplete = false)
	static class OrderJob implements Job<OrderJob.Order> {

		@Override
		public @Nullable Object perform(Order order, JobContext context) {
			return null;
		}

		record Order(@NotBlank @Size(max = 12) String customer, @Nullable Way way, @Valid @Nullable Address address,
				@Nullable List<String> tags) {

			Order {
				way = (way != null) ? way : Way.SEA;
			}

		}

		record Address(@NotBlank String city) {

		}

		enum Way {

			SEA, AIR

		}

	}

}
