package io.penstock.standalone.role;

import io.penstock.api.ApiConfiguration;
import io.penstock.db.DatabaseConfiguration;
import io.penstock.dispatch.DispatchConfiguration;
import io.penstock.scheduler.SchedulerConfiguration;
import io.penstock.worker.WorkerConfiguration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a process is. A process may be several. */
public enum Role {
    API(ApiConfiguration.class),
    WORKER(WorkerConfiguration.class),
    SCHEDULER(SchedulerConfiguration.class);

    private final Class<?> configuration;

    Role(Class<?> configuration) {
        this.configuration = configuration;
    }

    static Set<Class<?>> configurations(Collection<Role> roles) {
        var classes = new LinkedHashSet<Class<?>>(
                List.of(PenstockApplication.class, DatabaseConfiguration.class, DispatchConfiguration.class));
        roles.forEach(role -> classes.add(role.configuration));
        return classes;
    }
}
