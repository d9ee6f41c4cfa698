namespace AppHost;

/// <summary>The resilience console, and the key with which services report to it.</summary>
internal sealed record ResilienceConsole(
    IResourceBuilder<ProjectResource> Project, IResourceBuilder<ParameterResource> ReportKey);

/// <summary>Adds the resilience console, and connects services with it.</summary>
internal static class ConsoleExtensions
{
    private const string Endpoint = "http";

    /// <summary>Adds the page that shows the whole system live.</summary>
    public static ResilienceConsole AddResilienceConsole(this IDistributedApplicationBuilder builder)
    {
        var key = builder.AddSecret("report-key", "With this key the services report to the resilience console.");
        return new(
            builder.AddProject<Projects.ResilienceConsole>(ResourceNames.ResilienceConsole)
                .WithEnvironment("Console__ReportKey", key)
                .WithServiceDefaults()
                .WithIconName("Pulse")
                .WithUrlForEndpoint(Endpoint, url => url.DisplayText = "Resilience console"),
            key);
    }

    /// <summary>
    /// Lets a service report its status to the console once a second, and adds commands for one of its dependencies to
    /// the dashboard.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithConsole(
        this IResourceBuilder<ProjectResource> service,
        ResilienceConsole console,
        string? switches = null,
        bool hasCache = false)
    {
        service
            .WithEnvironment(
                "Reporting__Endpoint", ReferenceExpression.Create($"{console.Project.GetEndpoint(Endpoint)}/reports"))
            .WithEnvironment("Reporting__Key", console.ReportKey);
        return switches is null ? service : service.WithSwitches(console.Project, switches, hasCache);
    }

    /// <summary>
    /// Lets the console send sample traffic. It starts after the gateway, so that it does not delay the services.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTrafficFrom(
        this IResourceBuilder<ProjectResource> gateway, ResilienceConsole console)
    {
        console.Project.WithSampleTraffic(gateway).WaitFor(gateway);
        return gateway;
    }
}
