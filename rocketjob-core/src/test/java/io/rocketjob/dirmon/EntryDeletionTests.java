package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.dirmon.FileTaker.Point;
import io.rocketjob.job.JobStore;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That an entry is deleted while a scan takes files, in each order of the two.
 */
class EntryDeletionTests {

	@TempDir
	Path root;

	private DirmonSystem dirmon;

	private Path file;

	@BeforeEach
	void start() throws IOException {
		this.dirmon = new DirmonSystem(this.root);
		this.dirmon.enabled(this.dirmon.entry());
		this.file = this.dirmon.drop("a.csv", "1");
		this.dirmon.scan();
		this.dirmon.system.clock.move(Duration.ofMinutes(1));
	}

	@AfterEach
	void close() {
		this.dirmon.close();
	}

	private JobStore store() {
		return this.dirmon.system.bean(BatchEngine.class).jobs().store();
	}

	private MongoCollection<Document> documents(String name) {
		return this.dirmon.system.collection("rocketjob.dirmon_" + name);
	}

	@Test
	void anEntryOfAnOlderVersionIsDeleted() {
		this.dirmon.monitor().disable("orders");
		documents("entries").updateOne(new Document(), new Document("$unset", new Document("changes", "")));
		this.dirmon.monitor().delete("orders");
		assertThat(documents("entries").countDocuments()).isZero();
	}

	/** Does something once, when a scan has come to a point. */
	private AtomicBoolean once(Point point, Runnable task) {
		AtomicBoolean done = new AtomicBoolean();
		Consumer<Point> hook = (reached) -> {
			if (reached == point && done.compareAndSet(false, true)) {
				task.run();
			}
		};
		this.dirmon.hook = hook;
		return done;
	}

	private void assertUntouched() throws IOException {
		assertThat(this.file).exists();
		assertThat(this.dirmon.archived()).isEmpty();
		assertThat(this.dirmon.system.jobs().countDocuments()).isZero();
	}

	private void disableAndDelete() {
		this.dirmon.monitor().disable("orders");
		this.dirmon.monitor().delete("orders");
	}

	private void disableAndAssertThatDeletionIsRefused() {
		this.dirmon.monitor().disable("orders");
		assertDeletionIsRefused();
	}

	private void assertDeletionIsRefused() {
		assertThatExceptionOfType(DirectoryMonitorException.class)
			.isThrownBy(() -> this.dirmon.monitor().delete("orders"))
			.withMessageContaining("whose jobs are not made");
	}

	private void assertTakenOnce() throws IOException {
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS).hasSize(1);
		assertThat(this.dirmon.archived()).hasSize(1);
		assertThat(this.file).doesNotExist();
		assertThat(documents("files").countDocuments()).isZero();
	}

	@Test
	void aFileThatIsFoundBeforeItsEntryIsDeletedStaysWhereItIs() throws IOException {
		AtomicBoolean deleted = once(Point.FOUND, this::disableAndDelete);
		this.dirmon.scan();
		assertThat(deleted).isTrue();
		assertUntouched();
		assertThat(documents("files").countDocuments()).isZero();
		assertThat(this.dirmon.monitor().list()).isEmpty();
	}

	@Test
	void aFileThatIsNotedBeforeItsEntryIsDeletedKeepsTheEntryAndStaysWhereItIs() throws IOException {
		AtomicBoolean refused = once(Point.NOTED, this::disableAndAssertThatDeletionIsRefused);
		this.dirmon.scan();
		assertThat(refused).isTrue();
		assertUntouched();
		this.dirmon.monitor().delete("orders");
		assertThat(documents("files").countDocuments()).isZero();
	}

	@Test
	void aFileThatIsMovedBeforeItsEntryIsDeletedKeepsTheEntryUntilItHasAJob() throws IOException {
		AtomicBoolean refused = once(Point.MOVED, this::disableAndAssertThatDeletionIsRefused);
		this.dirmon.scan();
		assertThat(refused).isTrue();
		assertTakenOnce();
		this.dirmon.monitor().delete("orders");
	}

	@Test
	void aFileThatIsMovedKeepsItsEntryWhenTheProcessDies() throws IOException {
		once(Point.MOVED, () -> {
			throw new Death();
		});
		assertThatExceptionOfType(Death.class).isThrownBy(this.dirmon::scan);
		disableAndAssertThatDeletionIsRefused();
		this.dirmon.scan();
		this.dirmon.scheduleScans();
		assertThat(this.dirmon.archived()).hasSize(1);
		assertThat(this.dirmon.system.jobs().countDocuments()).isZero();
		this.dirmon.monitor().enable("orders");
		this.dirmon.scan();
		assertTakenOnce();
	}

	@Test
	void whatAProcessLeavesThatDiesAfterItHasNotedAFileOfADeletedEntryIsDeleted() throws IOException {
		this.dirmon.hook = (point) -> {
			if (point == Point.FOUND) {
				disableAndDelete();
			}
			else {
				throw new Death();
			}
		};
		assertThatExceptionOfType(Death.class).isThrownBy(this.dirmon::scan);
		assertUntouched();
		assertThat(documents("files").countDocuments()).isOne();
		this.dirmon.scheduleScans();
		assertUntouched();
		assertThat(documents("files").countDocuments()).isZero();
	}

	@Test
	void whatScansHaveSeenOfAnEntryThatIsGoneIsDeleted() {
		EntryStore entries = new EntryStore(store());
		StoredEntry stored = this.dirmon.monitor().get("orders");
		this.dirmon.enabled(this.dirmon.entry().as("others", this.dirmon.in + "/*.txt"));
		this.dirmon.engine().scan("others", () -> true);
		disableAndDelete();
		assertThat(documents("scans").countDocuments()).isOne();
		// by a scan that goes on, as it is there when the process dies after the entry is
		// deleted
		entries.seen(stored, new byte[Long.BYTES]);
		assertThat(documents("scans").countDocuments()).isEqualTo(2);
		this.dirmon.scheduleScans();
		assertThat(documents("scans").find().map((scan) -> scan.getObjectId("_id")))
			.containsExactly(this.dirmon.monitor().get("others").id());
	}

	@Test
	void anEntryThatWasEnabledAfterItsFilesWereLookedForIsNotDeleted() {
		EntryStore entries = new EntryStore(store());
		StoredEntry looked = this.dirmon.monitor().disable("orders");
		this.dirmon.monitor().enable("orders");
		assertThat(entries.delete(looked)).isFalse();
		// also when it is as it was
		this.dirmon.monitor().disable("orders");
		assertThat(entries.delete(looked)).isFalse();
		assertThat(entries.delete(this.dirmon.monitor().get("orders"))).isTrue();
		assertThat(documents("scans").countDocuments()).isZero();
	}

	@Test
	void aNoteWithWhichAnotherProcessGoesOnIsNotTakenBack() throws IOException {
		AtomicBoolean nested = new AtomicBoolean();
		this.dirmon.hook = (point) -> {
			if (point == Point.NOTED && nested.compareAndSet(false, true)) {
				// this one stands still, and another goes on with the file and dies
				assertThatExceptionOfType(Death.class).isThrownBy(this.dirmon::scan);
				this.dirmon.monitor().disable("orders");
			}
			else if (point == Point.BEGUN) {
				throw new Death();
			}
		};
		this.dirmon.scan();
		assertThat(nested).isTrue();
		assertUntouched();
		assertDeletionIsRefused();
		this.dirmon.hook = (point) -> {
		};
		this.dirmon.monitor().enable("orders");
		this.dirmon.scan();
		assertTakenOnce();
	}

	@Test
	void aFileThatIsToBeTriedAgainIsNotTakenBack() {
		ObjectId job = new ObjectId();
		FileNotes notes = new FileNotes(store().mongo());
		documents("files").insertOne(new Document("_id", job).append("step", "failed"));
		this.dirmon.monitor().retry(job);
		assertThat(notes.delete(job, FileNote.Step.NOTED)).isFalse();
		assertThat(notes.delete(job, FileNote.Step.BEGUN)).isTrue();
	}

	/** The end of a process. */
	private static final class Death extends Error {

		private static final long serialVersionUID = 1;

	}

}
