package io.rocketjob.server;

import io.rocketjob.mongo.DatabaseAbilities;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what the database can do, for people.
 *
 * @param abilities what the server was asked for
 * @param waitingCursors whether cursors wait for new events, {@code null} when events are
 * not read
 * @param orderedClaims whether jobs are claimed in the order of an index; otherwise a
 * claim takes longer the more jobs wait
 */
public record DatabaseReport(DatabaseAbilities abilities, @Nullable Boolean waitingCursors, boolean orderedClaims) {

	@Override
	public String toString() {
		return this.abilities
				+ ((this.waitingCursors == null) ? ""
						: this.waitingCursors ? ", waiting cursors" : ", no waiting cursors")
				+ (this.orderedClaims ? ", ordered claims" : ", claims that sort");
	}

}
