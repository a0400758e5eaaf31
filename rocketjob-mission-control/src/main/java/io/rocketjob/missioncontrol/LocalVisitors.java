package io.rocketjob.missioncontrol;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Visitors of an application without Spring Security: nobody knows who they are, so only
 * those on the same machine are let in, and they change nothing.
 */
final class LocalVisitors implements VisitorSource {

	private static final Set<Permission> READ = EnumSet.of(Permission.JOB_READ, Permission.SERVER_READ,
			Permission.DIRMON_READ);

	private static final String RESTRICTION = "This application does not use Spring Security, so nobody knows who you"
			+ " are. The console is open to this machine only, shows no values, and changes nothing.";

	@Override
	public Visitor of(HttpServletRequest request) {
		// the name as well: a page elsewhere can give its own name this machine's address
		if (!isLoopback(request.getRemoteAddr()) || !isLocalName(request.getServerName())) {
			throw new RefusedException("This application does not use Spring Security, so nobody knows who you are."
					+ " The console is open to the machine only on which the application runs, by the name localhost;"
					+ " with Spring Security, it is open to those who have a role.");
		}
		return new Visitor(new Operator(null, SecuredVisitors.CHANNEL, READ), RESTRICTION, null, null);
	}

	private static boolean isLocalName(String name) {
		return name.toLowerCase(Locale.ROOT).equals("localhost")
				|| (name.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]+]?") && isLoopback(name));
	}

	private static boolean isLoopback(String address) {
		try {
			return InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
