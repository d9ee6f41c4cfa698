using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.StandIn;

/// <summary>What is to be executed for a replica: program, arguments, folder and environment, all values resolved.</summary>
internal sealed record ResourceCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    public static async Task<ResourceCommand> OfAsync(IResource resource, Replica replica, IServiceProvider services, string? otlpEndpoint, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<DistributedApplicationExecutionContext>();
        var environment = new Dictionary<string, object>(StringComparer.Ordinal);
        if (resource is ProjectResource)
        {
            AddProjectDefaults(environment, resource, replica, otlpEndpoint);
        }

        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(new EnvironmentCallbackContext(context, resource, environment, cancellationToken));
        }

        var arguments = new List<object>();
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(new CommandLineArgsCallbackContext(arguments, cancellationToken));
        }

        var (fileName, first, folder) = Program(resource, services.GetRequiredService<StartedBy>().AppHost);
        return new ResourceCommand(
            fileName,
            [.. first, .. (await ResolveAsync(arguments, cancellationToken))],
            folder,
            environment.Keys.Zip(await ResolveAsync(environment.Values, cancellationToken)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    private static (string FileName, string[] Arguments, string Folder) Program(IResource resource, Assembly? appHost)
    {
        if (resource is ExecutableResource executable)
        {
            return (executable.Command, [], executable.WorkingDirectory);
        }

        var project = resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        var target = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == $"standin:{project}")?.Value
            ?? throw new DistributedApplicationException($"The AppHost was built without a reference to '{project}'.");
        return (Dotnet, [target], Path.GetDirectoryName(project)!);
    }

    internal static string Dotnet => System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    private static void AddProjectDefaults(Dictionary<string, object> environment, IResource resource, Replica replica, string? otlpEndpoint)
    {
        var urls = resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https")
            .Select(endpoint => $"{endpoint.UriScheme}://localhost:{replica.Ports[endpoint.Name]}");
        environment["ASPNETCORE_URLS"] = string.Join(';', urls);
        environment["OTEL_SERVICE_NAME"] = resource.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={replica.Id[(resource.Name.Length + 1)..]}";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        environment["OTEL_TRACES_SAMPLER"] = "always_on";
        environment["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        environment["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        environment["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        if (otlpEndpoint is not null)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlpEndpoint;
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            // Real Aspire's dashboard is there before the services are; ours may come later, and is to see how they started.
            environment["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "disk";
            environment["OTEL_DOTNET_EXPERIMENTAL_OTLP_DISK_RETRY_DIRECTORY_PATH"] = Path.Combine(AppContext.BaseDirectory, "telemetry", resource.Name);
        }
    }

    private static async Task<List<string>> ResolveAsync(IEnumerable<object> values, CancellationToken cancellationToken)
    {
        var resolved = new List<string>();
        foreach (var value in values)
        {
            resolved.Add((value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : Convert.ToString(value, CultureInfo.InvariantCulture)) ?? "");
        }

        return resolved;
    }
}
