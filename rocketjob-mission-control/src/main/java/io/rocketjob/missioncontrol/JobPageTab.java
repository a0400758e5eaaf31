package io.rocketjob.missioncontrol;

import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * A bean of this type adds a tab to the page of a job in the console. Tabs are in the
 * order of the beans. Is called by many threads at once.
 *
 * @since 0.1.0
 */
public interface JobPageTab {

	/**
	 * What the tab is called in its address. Is asked for once.
	 * @return a name of small letters, digits and dashes that no other tab has
	 */
	String key();

	/**
	 * What the tab is called on the page. Is asked for once.
	 * @return the title
	 */
	String title();

	/**
	 * What a user needs for the tab besides {@code job:read}. Is asked for once.
	 * @return the permission, {@code null} when no other is needed
	 */
	default @Nullable Permission permission() {
		return null;
	}

	/**
	 * Whether a job has the tab. Is asked each time that a page of the job is shown, so
	 * it must be quick.
	 * @param job the job, as the user may see it
	 * @return whether it has the tab
	 */
	default boolean appliesTo(JobDescriptor job) {
		return true;
	}

	/**
	 * What the tab shows. An exception becomes a page that names the tab and the class of
	 * the exception; its message goes to the log only.
	 * @param job the job, as the user may see it: values are masked for who may not see
	 * them, and encrypted ones for everybody
	 * @param operator who looks at it, to ask {@link io.rocketjob.operation.Operations}
	 * for more
	 * @return what is shown
	 */
	TabContent content(JobDescriptor job, Operator operator);

}
