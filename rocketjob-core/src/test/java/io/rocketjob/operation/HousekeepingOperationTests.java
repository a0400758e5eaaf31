package io.rocketjob.operation;

import java.time.Duration;
import java.util.EnumSet;

import io.rocketjob.housekeeping.Housekeeping;
import io.rocketjob.housekeeping.HousekeepingSettings;
import io.rocketjob.operation.HousekeepingDescriptor.ExpiredJobsDescriptor;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an operator sees of housekeeping. */
class HousekeepingOperationTests {

	private final OperatedSystem operated = new OperatedSystem();

	private final HousekeepingOperations housekeeping = new HousekeepingOperations(this.operated.operations,
			new Housekeeping(this.operated.system.batches, HousekeepingSettings.defaults()));

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void aPreviewSaysWhatWouldGoAndDeletesNothing() {
		this.operated.report("acme").abort("the test");
		this.operated.report("acme");
		this.operated.system.clock.move(Duration.ofDays(8));
		ObjectId old = new ObjectId(
				(int) this.operated.system.clock.instant().minus(Duration.ofDays(2)).getEpochSecond(), 7);
		String orphan = "rocketjob.outputs." + old.toHexString();
		this.operated.system.database().createCollection(orphan);
		HousekeepingDescriptor preview = this.housekeeping
			.preview(new Operator("ann", "test", EnumSet.of(Permission.JOB_READ)));
		assertThat(preview.jobs()).containsExactlyInAnyOrder(
				new ExpiredJobsDescriptor("completed", null, "PT168H", new BoundedCount(0, true)),
				new ExpiredJobsDescriptor("failed", null, "PT336H", new BoundedCount(0, true)),
				new ExpiredJobsDescriptor("aborted", null, "PT168H", new BoundedCount(1, true)));
		assertThat(preview.collections()).containsExactly(orphan);
		assertThat(this.operated.system.jobs().countDocuments()).isEqualTo(2);
		assertThat(this.operated.told).isEmpty();
	}

	@Test
	void aPreviewNeedsAPermission() {
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.housekeeping.preview(OperatedSystem.without(Permission.JOB_READ)))
			.satisfies((thrown) -> assertThat(thrown.kind()).isEqualTo(Kind.DENIED));
	}

}
