package io.rocketjob.job;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.QueueWindow;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server sees of the queue. */
class QueueWindowTests {

	private static final int GROUP = 20;

	/** So many that a place is left out by chance once in a million runs. */
	private static final int DRAWS = 60;

	private static final ClaimRange ALL = ClaimRange.all(List.of("ScriptJob"));

	private final TestSystem system = TestSystem.with(ScriptJob.class).withoutRecovery().start();

	private final QueueWindow<ClaimRange, JobRecord> queue = new QueueWindow<>(this.system.engine.claims()::candidates,
			this.system.engine.signal()::olderWork, GROUP);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void asLongAsNobodyElseWantsThemTheFirstAreChosen() {
		List<ObjectId> created = create(100);
		List<JobRecord> seen = this.queue.candidates(ALL, ALL);
		assertThat(ids(seen)).isEqualTo(created.subList(0, 20));
		assertThat(this.queue.choose(seen, seen.size())).isEqualTo(seen);
	}

	@Test
	void whatOthersWantIsReadAsOneGroupAtAnyPlaceOfTheWindow() {
		List<ObjectId> created = create(100);
		loseHalf();
		Set<Integer> places = new HashSet<>();
		for (int i = 0; i < DRAWS; i++) {
			List<JobRecord> group = this.queue.candidates(ALL, null);
			assertThat(this.queue.choose(group, GROUP)).as("all of it").hasSize(GROUP).isEqualTo(group);
			int place = created.indexOf(group.get(0).id());
			assertThat(ids(group)).isEqualTo(created.subList(place, place + GROUP));
			places.add(place);
		}
		assertThat(places).containsExactlyInAnyOrder(0, 20);
	}

	@Test
	void aGroupFromBehindDoesNotMoveThePlaceOnPastThoseBeforeIt() {
		create(100);
		loseHalf();
		this.queue.toHead();
		for (int i = 0; i < DRAWS; i++) {
			List<JobRecord> group = this.queue.candidates(ALL, null);
			boolean first = group.get(0).id().equals(this.system.engine.claims().candidates(ALL, 1).get(0).id());
			if (!first) {
				this.queue.claimed(group, group, GROUP - 1, null);
				assertThat(this.queue.seen()).isNull();
				return;
			}
		}
		throw new AssertionError("No group was from behind");
	}

	@Test
	void atTheEndOfTheQueueHalfIsLeftToOthers() {
		create(30);
		loseHalf();
		// with a group behind the first there are not two whole ones
		Set<Integer> chosen = new HashSet<>();
		for (int i = 0; i < DRAWS; i++) {
			List<JobRecord> seen = this.queue.candidates(ALL, null);
			chosen.add(this.queue.choose(seen, seen.size()).size());
		}
		assertThat(chosen).containsExactlyInAnyOrder(20, 15);
	}

	@Test
	void aLongJobAtTheBeginningOfAGroupFromBehindLetsItLookAtTheFirst() {
		List<ObjectId> created = create(100);
		loseHalf();
		for (int i = 0; i < DRAWS; i++) {
			boolean first = this.queue.candidates(ALL, null).get(0).id().equals(created.get(0));
			assertThat(this.queue.beginsWithLong()).isEqualTo(!first);
			assertThat(this.queue.candidates(ALL, null).get(0).id()).isEqualTo(created.get(0));
			// no long one is there any more
			this.queue.choose(List.of(), 0);
		}
	}

	/** Another server takes half of what this one wants. */
	private void loseHalf() {
		List<JobRecord> group = this.system.engine.claims().candidates(ALL, GROUP);
		this.queue.claimed(group, group, GROUP / 2, null);
	}

	private List<ObjectId> create(int count) {
		return this.system.rocketJob.createAll(ScriptJob.class, Collections.nCopies(count, new Fields("text")));
	}

	private static List<ObjectId> ids(List<JobRecord> jobs) {
		return jobs.stream().map(JobRecord::id).toList();
	}

}
