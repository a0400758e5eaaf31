package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.Result;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.UnclaimedFailure;
import io.rocketjob.job.FieldsState;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a worker can still write that has lost its slice. */
class SliceFencingTests {

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().start();

	private final BatchEngine batches = this.system.batches;

	private final LineJob job = this.system.bean(LineJob.class);

	private final ObjectId server = new ObjectId();

	private BatchInstance<Fields> batch;

	@BeforeEach
	void openABatch() {
		this.batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 20).mapToObj((i) -> "line " + i).toList())
			.create();
		open();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void noTwoWorkersGetTheSameSlice() {
		Set<Long> ids = new HashSet<>();
		for (ClaimedSlice slice = claim(); slice != null; slice = claim()) {
			assertThat(ids.add(slice.id())).isTrue();
		}
		assertThat(ids).containsExactlyInAnyOrder(1L, 11L);
	}

	@Test
	void theLateWritesOfAFrozenWorkerChangeNothing() {
		ClaimedSlice frozen = claim();
		requeue();
		this.job.script = (line, context) -> {
			context.statistics().increment("by the second");
			return "second " + line;
		};
		assertThat(run(claim()).outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		List<Document> before = stored();

		this.job.script = (line, context) -> {
			context.statistics().increment("by the first");
			return Result.of("first " + line).and("invalid", "first " + line);
		};
		assertThat(run(frozen).outcome()).isEqualTo(RunResult.Outcome.LOST);
		assertThat(stored()).isEqualTo(before);
		this.system.queue.drain();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.batch.reload().statistics()).containsEntry("by the second", 10L);
	}

	@Test
	void whatAFrozenWorkerHasWrittenIsReplacedByTheOneThatTookOver() {
		ClaimedSlice frozen = claim();
		SliceClaimHandle handle = new SliceClaimHandle(this.batches.handles(), frozen, null);
		handle.state().succeeded(1, Result.of("first").and("invalid", "first"));
		handle.state().counters().increment("first");
		handle.state().succeeded(2, "first too");
		requeue();
		// it writes its output, and then finds that the slice is no longer its own
		assertThat(handle.complete(fields(), null, null)).isFalse();
		assertThat(output("invalid")).hasSize(1);
		this.system.queue.drain();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.batch.output("main", String.class)).hasSize(20).doesNotContain("first");
		assertThat(this.batch.output("invalid", String.class)).isEmpty();
		assertThat(this.batch.reload().statistics()).isEmpty();
	}

	@Test
	void aWorkerThatFailsOrGivesBackALostSliceChangesNothing() {
		ClaimedSlice frozen = claim();
		requeue();
		ClaimedSlice second = claim();
		SliceClaimHandle handle = new SliceClaimHandle(this.batches.handles(), frozen, null);
		assertThat(handle.fail(new Document(), "reason", null)).isFalse();
		assertThat(handle.release("reason", null)).isFalse();
		assertThat(handle.touch()).isFalse();
		assertThat(new SliceClaimHandle(this.batches.handles(), second, null).touch()).isTrue();
		assertThat(this.batch.status().slicesActive()).isOne();
	}

	@Test
	void theSameOutputMayBeStoredTwiceByItsHolder() {
		SliceClaimHandle handle = new SliceClaimHandle(this.batches.handles(), claim(), null);
		handle.state().succeeded(1, "once");
		requeue();
		assertThat(handle.complete(fields(), null, null)).isFalse();
		assertThat(handle.complete(fields(), null, null)).isFalse();
		assertThat(output("main")).hasSize(1);
	}

	@Test
	void aWriterThatIsTooLateForADestroyedJobLeavesNoCollection() {
		ClaimedSlice frozen = claim();
		this.batch.delete();
		assertThat(run(frozen).outcome()).isEqualTo(RunResult.Outcome.LOST);
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.contains(this.batch.id().toHexString()));
	}

	@Test
	void aResultThatNamesACategoryIsNoMatterToBeIgnoredWhereThereIsNoOutput() {
		SliceState state = new SliceState(Map.of(), this.batches.handles().data());
		state.succeeded(1, "ignored");
		state.succeeded(2, Result.of("ignored"));
		assertThatIllegalArgumentException().isThrownBy(() -> state.succeeded(3, Result.to("nope", "x")))
			.withMessageContaining("'nope'")
			.withMessageContaining("there are none");
		assertThat(state.done()).isEqualTo(2);
	}

	@Test
	void nothingIsOverWhileASliceIsHeldOrGivenBack() {
		ClaimedSlice first = claim();
		ClaimedSlice second = claim();
		assertThat(this.batches.end().finishIfDone(this.batch.id(), this.server, "w", "s")).isEmpty();
		assertThat(run(first).outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(this.batches.end().finishIfDone(this.batch.id(), this.server, "w", "s")).isEmpty();
		assertThat(new SliceClaimHandle(this.batches.handles(), second, null).release("", null)).isTrue();
		assertThat(this.batches.end().finishIfDone(this.batch.id(), this.server, "w", "s")).isEmpty();
		assertThat(run(claim()).outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(this.batches.end().finishIfDone(this.batch.id(), this.server, "w", "s")).isPresent();
		assertThat(this.batches.end().finishIfDone(this.batch.id(), this.server, "w", "s")).isEmpty();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void anOpeningWhoseAnswerWasLostIsKnownWhenItIsTriedAgain() {
		BatchInstance<Fields> other = this.system.rocketJob.batch(LineJob.class).fields(new Fields("", 0)).create();
		ClaimedJob claimed = this.system.engine.claims().one(other.id(), this.server, "w").get();
		BatchOpening handle = new BatchOpening(this.batches.openings(), claimed);
		PhaseUploads uploads = new PhaseUploads(this.batches.segments(), claimed, handle, null);
		uploads.upload(List.of("a", "b", "c"));
		uploads.finish();
		assertThat(handle.complete(fields(), null, null)).isTrue();
		assertThat(handle.complete(fields(), null, null)).as("once more, because the answer was lost").isTrue();
		handle.dropAfterLoss();
		this.batch.delete();
		this.job.ran.clear();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly("a", "b", "c");
	}

	@Test
	void aBatchIsNotOverWhileAFailedSliceIsQueuedAgain() {
		this.job.failsAt("line");
		run(claim());
		run(claim());
		JobRecord before = this.system.engine.store().reload(this.batch.id());
		List<Segment> segments = Segment.readable(before);
		assertThat(this.batches.claims().isAnythingLeft(segments)).isFalse();
		this.system.collection(segments.get(0).collection()).updateMany(new Document(), SliceDocument.requeue());
		assertThat(this.batches.claims().isEmpty(segments)).as("a retry between the two looks").isFalse();
	}

	@Test
	void whatWasSeenOfABatchIsOutOfDateWhenItWasOpenedAgain() {
		JobRecord before = this.system.engine.store().reload(this.batch.id());
		this.batch.fail("by hand");
		this.batch.retry();
		open();
		Document exception = new Document("class", "x").append("message", "y");
		assertThat(this.system.engine.unclaimedFailures().fail(before, tooLate(before, exception))).isFalse();
	}

	@Test
	void aSliceWhosePartCannotBeReadKeepsIt() {
		this.job.failsAt("line 5");
		run(claim());
		this.system.collection(Segment.readable(this.system.engine.store().reload(this.batch.id())).get(0).collection())
			.updateOne(new Document("_id", 1L),
					new Document("$rename", new Document("partial.main.data", "partial.main.hidden")));
		this.job.failsAt("never");
		this.batch.failures().get(0).examples().get(0).retry();
		assertThat(run(claim()).outcome()).isEqualTo(RunResult.Outcome.FAILED);
		this.system.collection(Segment.readable(this.system.engine.store().reload(this.batch.id())).get(0).collection())
			.updateOne(new Document("_id", 1L),
					new Document("$rename", new Document("partial.main.hidden", "partial.main.data")));
		this.batch.failures().get(0).examples().get(0).retry();
		this.system.queue.drain();
		assertThat(this.batch.output("main", String.class)).hasSize(20).startsWith("LINE 0");
	}

	@Test
	void aBatchWhoseCollectionIsGoneFailsInsteadOfCompleting() {
		String collection = Segment.readable(this.system.engine.store().reload(this.batch.id())).get(0).collection();
		this.system.collection(collection).drop();
		this.system.queue.drain();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(this.batch.reload().exception().message()).contains(collection, "rocketjob.slices");
	}

	@Test
	void aWorkerThatHasLostItsSliceCannotAbortTheJob() {
		ClaimedSlice frozen = claim();
		requeue();
		assertThat(new SliceClaimHandle(this.batches.handles(), frozen, null).abort("too late", null)).isFalse();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void aFailureIsRecordedThoughTheOutputSoFarCannotBeKept() {
		ClaimedSlice slice = claim();
		slice.job().part("batch").getList("outputs", Document.class).get(0).put("serializer", "ENCRYPTED");
		this.job.failsAt("line 5");
		assertThat(run(slice).outcome()).as("there are no keys").isEqualTo(RunResult.Outcome.FAILED);
		assertThat(this.batch.failures()).singleElement()
			.satisfies((group) -> assertThat(group.message()).isEqualTo("bad line"));
		this.job.failsAt("never");
		this.batch.failures().get(0).examples().get(0).retry();
		this.system.queue.drain();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.batch.output("main", String.class)).hasSize(20);
	}

	@Test
	void aSliceThatIsRetriedKeepsTheJobFromFailing() {
		this.job.failsAt("line");
		run(claim());
		run(claim());
		JobRecord before = this.system.engine.store().reload(this.batch.id());
		this.batch.failures().get(0).examples().get(0).retry();
		Document exception = new Document("class", "x").append("message", "y");
		assertThat(this.system.engine.unclaimedFailures().fail(before, tooLate(before, exception))).isFalse();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void eachHeldSliceIsTakenBackOnce() {
		claim();
		claim();
		assertThat(this.batches.sliceRecovery().claimants()).containsExactly(this.server);
		assertThat(this.batches.sliceRecovery().claimsOf(this.server)).hasSize(2);
		assertThat(requeue()).isEqualTo(2);
		assertThat(requeue()).isZero();
		assertThat(this.batches.sliceRecovery().claimants()).isEmpty();
	}

	@Test
	void aBatchInItsFirstPhaseWhoseWorkerDiedIsBegunAgainWithoutWhatWasUploaded() {
		BatchInstance<Fields> other = this.system.rocketJob.batch(LineJob.class).fields(new Fields("", 0)).create();
		ClaimedJob claimed = this.system.engine.claims().one(other.id(), this.server, "w").get();
		BatchOpening handle = new BatchOpening(this.batches.openings(), claimed);
		PhaseUploads uploads = new PhaseUploads(this.batches.segments(), claimed, handle, null);
		uploads.upload(List.of("a", "b", "c"));
		uploads.makeLookup("table");
		uploads.finish();
		this.system.engine.recovery().requeue(this.server, (token) -> true, "it died");
		assertThat(handle.complete(fields(), null, null)).isFalse();
		this.job.before = (context) -> context.uploads().upload(List.of("x"));
		this.batch.delete();
		this.job.ran.clear();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly("x");
		assertThat(other.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(other.reload().recordCount()).isOne();
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.endsWith(claimed.token().toHexString()));
	}

	@Test
	void whatIsMarkedToBeDiscardedIsDroppedByWhoeverLooks() {
		this.system.jobs()
			.updateOne(new Document("_id", this.batch.id()),
					new Document("$set", new Document("state", "aborted").append("discard", JobFields.ALL)));
		this.batches.jobs().cleanup().recover();
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.contains(this.batch.id().toHexString()));
	}

	private FieldsState<?> fields() {
		return this.system.engine.fields(this.system.engine.store().reload(this.batch.id()));
	}

	private void open() {
		this.batches.runner().run(this.system.engine.claims().one(this.batch.id(), this.server, "w").get(), "s");
	}

	private ClaimedSlice claim() {
		JobRecord present = this.system.engine.store().reload(this.batch.id());
		return new SliceGroupClaimer(this.batches.claims(), this.system.engine.runs(), 1).next(present,
				Segment.readable(present), this.server, "s", "w");
	}

	private RunResult run(ClaimedSlice slice) {
		SliceClaimHandle handle = new SliceClaimHandle(this.batches.handles(), slice, null);
		return this.system.engine.runner()
			.run(slice.job(), "w", "s", handle, new SliceExecution(this.batches.executions(), handle,
					new StoredLookups(this.batches.lookups(), slice.job(), null)));
	}

	private int requeue() {
		return this.batches.sliceRecovery().requeue(this.server, (token) -> true, "it is dead");
	}

	private List<Document> output(String category) {
		return this.batches.collections().output(this.batch.id(), category).find().into(new ArrayList<>());
	}

	private List<Document> stored() {
		List<Document> all = new ArrayList<>();
		for (MongoCollection<Document> collection : List.of(this.batches.collections().output(this.batch.id(), "main"),
				this.batches.collections().output(this.batch.id(), "invalid"),
				this.batches.collections().counters(this.batch.id()))) {
			collection.find().sort(new Document("_id", 1)).forEach(all::add);
		}
		return all;
	}

	private static UnclaimedFailure tooLate(JobRecord job, Document exception) {
		return new UnclaimedFailure(BatchKind.processed(job), exception, List.of(exception), "too late", "too late",
				null);
	}

}
