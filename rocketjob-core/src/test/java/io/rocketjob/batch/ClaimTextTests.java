package io.rocketjob.batch;

import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What logs show of jobs and slices that are held: never what users have put in. */
class ClaimTextTests {

	private final JobRecord job = new JobRecord(
			new Document("_id", new ObjectId("6b0c62b682966eb0ec1a1371")).append("type", "import-job")
				.append("fields", new Document("iban", "DE02")));

	@Test
	void aJobIsItsClassAndItsId() {
		assertThat(this.job).hasToString("import-job 6b0c62b682966eb0ec1a1371");
		assertThat(new JobRecord(new Document("fields", new Document("iban", "DE02"))).toString())
			.doesNotContain("DE02");
	}

	@Test
	void aSliceIsItsJobAndItsFirstRecord() {
		Segment segment = new Segment(0, InputSettings.DEFAULTS, "rocketjob.inputs.main", 0, 10, 1,
				Segment.State.READY);
		ClaimedSlice slice = new ClaimedSlice(this.job, segment,
				new Document("_id", segment.sliceId(1)).append("data", "DE02"), new ObjectId(), "worker-1");
		assertThat(slice).hasToString("import-job 6b0c62b682966eb0ec1a1371 slice main/1");
	}

}
