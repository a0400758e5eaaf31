package io.rocketjob.operation;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an operator has done, or was not able or allowed to do. Has no values of fields,
 * descriptions, records or queries; where these were changed, {@code ******} stands for
 * them.
 *
 * @param at when, by the clock of the database
 * @param action what, such as {@code retry} or {@code max-workers}
 * @param permission what it needs
 * @param target what it is about
 * @param operator who did it: the name, {@code null} where users are not known
 * @param channel what it was done with, such as {@code http}
 * @param address from where, {@code null} where it is not known
 * @param reason why, in the words of the operator; values of encrypted fields are
 * replaced. {@code null} when no reason was given
 * @param before what it changes, as it was, by name
 * @param after the same as it is then, or as servers were told; empty unless it was done
 * @param outcome what became of it
 * @param problem why it was not done; {@code null} when it was
 * @since 0.1.0
 */
public record AuditEntry(Instant at, String action, Permission permission, OperationTarget target,
		@Nullable String operator, String channel, @Nullable String address, @Nullable String reason,
		Map<String, @Nullable String> before, Map<String, @Nullable String> after, Outcome outcome,
		@Nullable String problem) {

	public AuditEntry {
		before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
		after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
	}

	AuditEntry withoutReason() {
		return new AuditEntry(this.at, this.action, this.permission, this.target, this.operator, this.channel,
				this.address, Masking.HIDDEN.text(this.reason), this.before, this.after, this.outcome, this.problem);
	}

	/**
	 * Tells it in a line for a log, without the reason.
	 */
	@Override
	public String toString() {
		return this.action + " " + this.target + " by " + ((this.operator != null) ? this.operator : "unknown") + " ("
				+ this.channel + "): " + this.outcome.name().toLowerCase(Locale.ROOT)
				+ (this.after.isEmpty() ? "" : ", " + this.before + " -> " + this.after)
				+ ((this.problem != null) ? ", " + this.problem : "");
	}

	/**
	 * What became of an operation.
	 */
	public enum Outcome {

		/** It was done. */
		DONE,

		/** The operator may not do it; nothing was done. */
		DENIED,

		/**
		 * It failed. Nothing was done, unless the problem is that something failed after
		 * it: a callback of the job, or the connection to the database.
		 */
		FAILED

	}

}
