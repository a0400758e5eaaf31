package io.rocketjob.batch;

import java.nio.file.Path;
import java.util.Map;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.HeldJobs.Form;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that are stored and let run later. */
class HeldJobsTests {

	private final TestSystem system = TestSystem.with(FileJob.class, LinesBatch.class).afterCommit().start();

	private final HeldJobs held = new HeldJobs(this.system.engine,
			new StaticListableBeanFactory(Map.of("rocketJob", this.system.rocketJob))
				.getBeanProvider(RocketJobTemplate.class));

	private final TransactionTemplate transaction = new TransactionTemplate(
			new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:" + new ObjectId())));

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobThatIsLetRunWithinAnotherTransactionIsStoredBeforeThat() {
		ObjectId job = new ObjectId();
		ObjectId batch = new ObjectId();
		this.transaction.executeWithoutResult((status) -> {
			store(new Form("FileJob", Map.of(), "path"), job);
			store(new Form("LinesBatch", Map.of(), null), batch);
			assertThat(this.held.find(job)).isNotNull();
			assertThat(this.held.find(batch)).isNotNull();
			this.held.release(job);
			this.held.release(batch);
		});
		assertThat(this.system.queue.drain()).isNotEmpty();
		assertThat(this.system.rocketJob.jobs().list()).hasSize(2)
			.allSatisfy((each) -> assertThat(each.state()).isEqualTo(JobState.COMPLETED));
	}

	private void store(Form form, ObjectId id) {
		this.held.store(form, id, Path.of("/data/a.csv"), (writer) -> writer.write("line"));
	}

	record Fields(String path) {
	}

	@RocketJob(destroyOnComplete = false)
	static class FileJob implements Job<Fields> {

		@Override
		public Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class LinesBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

}
