package io.rocketjob.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a kind of jobs adds to the life of all jobs stays in the kind.
 */
class JobKindTests {

	private static final Path SOURCES = Path.of("src/main/java/io/rocketjob");

	/** Classes and stored names that only batches have. */
	private static final Pattern BATCHES = Pattern
		.compile("io\\.rocketjob\\.batch|BatchJob|BatchCallbacks|BatchPhase|BatchKind|BatchDocument"
				+ "|\"(batch|processing|uploading|uploadedBy|phase|retryFailed|notRetried|segments)[\".]|isBatch\\(job");

	@Test
	void theLifeOfAllJobsNamesNoMarkerOfBatches() throws IOException {
		List<String> found = new ArrayList<>();
		for (String name : List.of("document", "work", "job")) {
			try (Stream<Path> sources = Files.list(SOURCES.resolve(name))) {
				for (Path source : sources.toList()) {
					for (String line : Files.readAllLines(source)) {
						if (BATCHES.matcher(line).find()) {
							found.add(source.getFileName() + ": " + line.strip());
						}
					}
				}
			}
		}
		assertThat(found).isEmpty();
		assertThat(SOURCES.resolve("job/JobKind.java")).exists();
	}

	@Test
	void aSingleJobThatRunsPausesOnlyIfItsClassIsPausable() {
		JobKind single = new SingleJobs();
		Document job = new Document(JobFields.STATE, JobState.RUNNING.value());
		assertThat(single.refusal(new JobRecord(job), JobTransition.PAUSE)).contains("@RocketJob(pausable = true)");
		assertThat(single.refusal(new JobRecord(job), JobTransition.ABORT)).isNull();
		assertThat(single.refusal(new JobRecord(job.append(JobFields.PAUSABLE, true)), JobTransition.PAUSE)).isNull();
	}

	@Test
	void aJobIsOfTheFirstKindThatIncludesItAndElseSingle() {
		JobKind fancy = new JobKind() {

			@Override
			public boolean includes(JobRecord job) {
				return job.has("fancy");
			}

			@Override
			public String refusal(JobRecord job, JobTransition transition) {
				return "not so fancy";
			}

			@Override
			public boolean isReady(JobRecord job) {
				return !job.has("unready");
			}

			@Override
			public Document ready() {
				return new Document("unready", null);
			}

		};
		JobKinds kinds = new JobKinds(List.of(fancy));
		assertThat(kinds.of(new JobRecord(new Document("fancy", true)))).isSameAs(fancy);
		assertThat(kinds.of(new JobRecord(new Document()))).isInstanceOf(SingleJobs.class);
		assertThat(kinds.isReady(new JobRecord(new Document("unready", true)))).isFalse();
		assertThat(kinds.ready()).isEqualTo(new Document("unready", null));
		assertThat(kinds.withoutData()).as("nothing goes with a fancy job").isEmpty();
	}

}
