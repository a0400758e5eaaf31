package io.rocketjob.health;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * The groups of an application, the readiness group among them with one more member.
 * Leaves alone what is not there.
 *
 * @since 0.1.0
 */
public final class ReadinessGroups implements HealthEndpointGroups, AdditionalPathsMapper {

	/** The name of the readiness group. */
	public static final String READINESS = "readiness";

	private final HealthEndpointGroups delegate;

	private final String member;

	/**
	 * Makes the groups.
	 * @param delegate the groups of the application
	 * @param member the name of the health contributor that the readiness group has
	 * besides
	 */
	public ReadinessGroups(HealthEndpointGroups delegate, String member) {
		this.delegate = delegate;
		this.member = member;
	}

	@Override
	public HealthEndpointGroup getPrimary() {
		return this.delegate.getPrimary();
	}

	@Override
	public Set<String> getNames() {
		return this.delegate.getNames();
	}

	@Override
	public @Nullable HealthEndpointGroup get(String name) {
		HealthEndpointGroup group = this.delegate.get(name);
		return (group != null && name.equals(READINESS)) ? new ReadinessGroup(group, this.member) : group;
	}

	@Override
	public @Nullable List<String> getAdditionalPaths(EndpointId endpointId, WebServerNamespace webServerNamespace) {
		return (this.delegate instanceof AdditionalPathsMapper mapper)
				? mapper.getAdditionalPaths(endpointId, webServerNamespace) : null;
	}

}
