package io.rocketjob.missioncontrol;

import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at the console.
 *
 * @param operator who it is, and what that one may do
 * @param restriction why nothing can be changed, in words; {@code null} where that is a
 * matter of permissions only
 * @param tokenName the name of the parameter in which forms send the token against forged
 * requests; {@code null} where the application has none
 * @param token that token
 */
record Visitor(Operator operator, @Nullable String restriction, @Nullable String tokenName, @Nullable String token) {

	/** Where the filter leaves it for the pages. */
	static final String ATTRIBUTE = Visitor.class.getName();

	boolean may(Permission permission) {
		return this.operator.permissions().contains(permission);
	}

}
