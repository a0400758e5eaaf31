package io.rocketjob.operation;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who does something, from where, what is allowed there, and why it is done.
 *
 * @param name the name of the user, {@code null} where users are not known
 * @param channel what the user does it with, such as {@code http} or {@code jmx}
 * @param permissions what the channel allows this user; an {@link OperationPolicy} may
 * take some of it away
 * @param reason why, in the words of the user
 * @param address from where, such as the address of the host of the user, {@code null}
 * where it is not known
 * @since 0.1.0
 */
public record Operator(@Nullable String name, String channel, Set<Permission> permissions, @Nullable String reason,
		@Nullable String address) {

	public Operator {
		permissions = Set.copyOf(permissions);
	}

	/**
	 * Makes an operator who has not said why.
	 * @param name the name of the user, {@code null} where users are not known
	 * @param channel what the user does it with
	 * @param permissions what the channel allows this user
	 */
	public Operator(@Nullable String name, String channel, Set<Permission> permissions) {
		this(name, channel, permissions, null, null);
	}

	/**
	 * Makes an operator of whom it is not known from where something is done.
	 * @param name the name of the user, {@code null} where users are not known
	 * @param channel what the user does it with
	 * @param permissions what the channel allows this user
	 * @param reason why, in the words of the user
	 */
	public Operator(@Nullable String name, String channel, Set<Permission> permissions, @Nullable String reason) {
		this(name, channel, permissions, reason, null);
	}

	/**
	 * The same operator with a reason.
	 * @param why why something is done, {@code null} or blank for no reason
	 * @return the operator
	 */
	public Operator because(@Nullable String why) {
		return new Operator(this.name, this.channel, this.permissions,
				(why != null && !why.isBlank()) ? why.strip() : null, this.address);
	}

	/**
	 * The same operator at an address.
	 * @param from from where something is done, such as the address of a host,
	 * {@code null} when it is not known
	 * @return the operator
	 */
	public Operator at(@Nullable String from) {
		return new Operator(this.name, this.channel, this.permissions, this.reason, from);
	}

	/**
	 * Tells who it is, without the reason.
	 */
	@Override
	public String toString() {
		return ((this.name != null) ? this.name : "unknown") + " (" + this.channel + ")";
	}

}
