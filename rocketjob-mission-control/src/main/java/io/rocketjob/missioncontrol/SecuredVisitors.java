package io.rocketjob.missioncontrol;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Visitors as the application's Spring Security knows them.
 */
final class SecuredVisitors implements VisitorSource {

	static final String CHANNEL = "console";

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	private final List<ConsoleRole> roles;

	SecuredVisitors(List<ConsoleRole> roles) {
		this.roles = List.copyOf(roles);
	}

	@Override
	public Visitor of(HttpServletRequest request) {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (authentication == null) {
			throw new RefusedException("No chain of filters of this application's Spring Security covers this path, so"
					+ " nobody knows who you are. Let a SecurityFilterChain match it, and open the console again.");
		}
		if (this.trust.isAnonymous(authentication) || !authentication.isAuthenticated()) {
			// the application asks for a login in its own way
			throw new AccessDeniedException("The console of Rocket Job is for users who have logged in");
		}
		Set<String> authorities = authentication.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.collect(Collectors.toSet());
		Set<Permission> permissions = EnumSet.noneOf(Permission.class);
		this.roles.stream()
			.filter((role) -> role.authorities().stream().anyMatch(authorities::contains))
			.forEach((role) -> permissions.addAll(role.permissions()));
		if (permissions.isEmpty()) {
			throw new RefusedException("You are " + authentication.getName()
					+ ", and have none of the authorities that the console asks for: "
					+ this.roles.stream()
						.flatMap((role) -> role.authorities().stream().sorted())
						.collect(Collectors.joining(", "))
					+ ". The properties rocketjob.mission-control.roles say who may do what.");
		}
		CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
		return new Visitor(new Operator(authentication.getName(), CHANNEL, permissions, null, request.getRemoteAddr()),
				null, (token != null) ? token.getParameterName() : null, (token != null) ? token.getToken() : null);
	}

}
