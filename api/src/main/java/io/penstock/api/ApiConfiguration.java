package io.penstock.api;

import io.penstock.api.caller.Callers;
import io.penstock.api.control.CancelController;
import io.penstock.api.control.ResolveController;
import io.penstock.api.inspect.InspectController;
import io.penstock.api.kind.KindController;
import io.penstock.api.openapi.OpenApiController;
import io.penstock.api.problem.Problems;
import io.penstock.api.problem.RequestId;
import io.penstock.api.problem.ServerRefusals;
import io.penstock.api.query.Queries;
import io.penstock.api.submit.JobRequests;
import io.penstock.api.submit.JsonBodies;
import io.penstock.api.submit.SubmitController;
import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.aside.AsideSettings;
import io.penstock.db.aside.Results;
import io.penstock.db.aside.Room;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Resolutions;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Jobs;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.dispatcher.Dispatching;
import java.time.Clock;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The front door, as a process wires it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiSettings.class)
@Import({
    SubmitController.class,
    InspectController.class,
    CancelController.class,
    ResolveController.class,
    KindController.class,
    OpenApiController.class,
    Problems.class,
    RequestId.class
})
public class ApiConfiguration {

    @Bean
    JsonMapper jsonMapper() {
        return Json.mapper();
    }

    @Bean
    Kinds kinds(List<Kind<?, ?>> more) {
        return Catalog.kinds(more);
    }

    @Bean
    JobRequests jobRequests(Kinds kinds) {
        return new JobRequests(kinds, Clock.systemUTC());
    }

    @Bean
    Jobs jobs(Database database) {
        return new Jobs(database.jdbi());
    }

    @Bean
    Results results(Database database) {
        return new Results(database.jdbi());
    }

    @Bean
    Submissions submissions(Database database, Gates gates, Dispatching dispatching) {
        return new Submissions(database.jdbi(), gates, dispatching::nudge);
    }

    @Bean
    Cancellations cancellations(Database database) {
        return new Cancellations(database.jdbi());
    }

    @Bean
    Resolutions resolutions(Database database) {
        return new Resolutions(database.jdbi());
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> serverRefusals() {
        return tomcat -> tomcat.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(ServerRefusals.class.getName()));
    }

    /** Not the workers' too, should there be any in this process: a job may hold its payload for hours. */
    @Bean
    Room roomForBodies(AsideSettings settings) {
        return settings.room();
    }

    @Bean
    WebMvcConfigurer requestParts(Tenants tenants, ApiSettings settings, Room roomForBodies) {
        var bodies = new JsonBodies(settings.maxBody(), roomForBodies);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(bodies);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Callers(tenants));
                resolvers.add(bodies);
                resolvers.add(new Queries());
            }
        };
    }
}
