package io.rocketjob.job;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.ServerFilter;
import io.rocketjob.TestSystem;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which jobs a server claims. */
class ClaimFilterTests {

	private static final Need TEN_IDLE = new Need(10, 10);

	private final TestSystem system = TestSystem.with(ScriptJob.class, OtherJob.class).withoutRecovery().start();

	private final GroupClaimer claimer = this.system.engine.claimer(20, null);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void onlyClassesWhoseNameHasTheIncludedExpressionAreClaimed() {
		ObjectId other = this.system.rocketJob.create(OtherJob.class).id();
		ObjectId script = create("text");
		assertThat(next("^Script", null, null)).containsExactly(script);
		assertThat(next("^Script", null, null)).isEmpty();
		assertThat(next("Job$", null, null)).containsExactly(other);
	}

	@Test
	void classesWhoseNameHasTheExcludedExpressionAreNotClaimed() {
		ObjectId other = this.system.rocketJob.create(OtherJob.class).id();
		ObjectId script = create("text");
		assertThat(next(null, "Other", null)).containsExactly(script);
		assertThat(next("Job", "Other", null)).isEmpty();
		assertThat(next(null, "Nothing", null)).containsExactly(other);
	}

	@Test
	void onlyJobsThatMatchTheQueryAreClaimed() {
		create("us");
		ObjectId eu = create("eu");
		assertThat(next(null, null, "{'fields.text': 'eu'}")).containsExactly(eu);
		assertThat(next(null, null, "{'fields.text': 'eu'}")).isEmpty();
	}

	@Test
	void aQueryMayAskForWhatTheClaimAsksForAsWell() {
		create("eu");
		ObjectId urgent = create("eu", 10);
		assertThat(next(null, null, "{priority: {$lte: 20}, type: 'ScriptJob'}")).containsExactly(urgent);
		assertThat(next(null, null, "{priority: {$lte: 20}, type: 'ScriptJob'}")).isEmpty();
	}

	@Test
	void groupsOfShortJobsHaveOnlyWhatMatches() {
		this.system.engine.runs().costs().ran("ScriptJob", Duration.ofMillis(1));
		ObjectId first = create("eu");
		create("us");
		List<ObjectId> rest = IntStream.range(0, 5).mapToObj((i) -> create("eu")).toList();
		create("us");
		String eu = "{'fields.text': 'eu'}";
		assertThat(next(null, null, eu)).containsExactly(first);
		assertThat(next(null, null, eu)).containsExactlyElementsOf(rest);
		assertThat(next(null, null, eu)).isEmpty();
		assertThat(this.system.jobs().countDocuments(new Document("claimable", true))).isEqualTo(2);
	}

	@Test
	void aJobThatMatchesNoLongerWhenItIsTakenIsLeftAlone() {
		ObjectId id = create("eu");
		Claimant server = claimant(null, null, "{'fields.text': 'us'}");
		assertThat(this.system.engine.claims().take(List.of(id), new ObjectId(), server)).isZero();
		assertThat(this.system.engine.store().reload(id).state().value()).isEqualTo("queued");
	}

	@Test
	void whoRunsAJobInlineWantsItWhateverTheFilter() throws Exception {
		ObjectId id = create("us");
		this.system.supervisor.filter(new ServerFilter("Nothing", null, null));
		this.system.rocketJob.performNow(id);
		assertThat(this.system.rocketJob.get(id).state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aQueryThatTheDatabaseDoesNotUnderstandIsRefused() {
		create("us");
		ServerFilter before = this.system.supervisor.filter();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.system.supervisor.filter(new ServerFilter(null, null, "{a: {$bogus: 1}}")))
			.withMessageContaining("MongoDB refuses the query {a: {$bogus: 1}} of the filter")
			.withMessageContaining("$bogus");
		assertThat(this.system.supervisor.filter()).isEqualTo(before);
	}

	@Test
	void malformedFiltersAreNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerFilter("(", null, null))
			.withMessageStartingWith("include '(' is malformed: ");
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerFilter(null, "[", null))
			.withMessageStartingWith("exclude '[' is malformed: ");
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerFilter(null, null, "{a:"))
			.withMessageStartingWith("where '{a:' is malformed: ");
		assertThat(new ServerFilter("", " ", "")).isEqualTo(ServerFilter.NONE);
	}

	private List<ObjectId> next(@Nullable String include, @Nullable String exclude, @Nullable String where) {
		// it looks from the head again
		this.system.engine.signal().noteOlderWork();
		return this.claimer.next(claimant(include, exclude, where), TEN_IDLE, null)
			.stream()
			.map(ClaimedJob::id)
			.toList();
	}

	private Claimant claimant(@Nullable String include, @Nullable String exclude, @Nullable String where) {
		return new Claimant(new ObjectId(), "server", "server:1",
				new ClaimFilter(new ServerFilter(include, exclude, where)));
	}

	private ObjectId create(String text) {
		return create(text, 50);
	}

	private ObjectId create(String text, int priority) {
		return this.system.rocketJob.create(ScriptJob.class, new Fields(text), (options) -> options.priority(priority))
			.id();
	}

	@RocketJob
	static class OtherJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
