using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PatientApi.Contracts;
using ServiceDefaults.Errors;
using ServiceDefaults.Health;
using ServiceDefaults.Http;
using ServiceDefaults.ServiceTokens;

namespace PatientGateway.Upstream;

/// <summary>Registers the clients of the patient API.</summary>
internal static class UpstreamExtensions
{
    // Half of the default limit of the API's server (32 KiB): the headers that the gateway adds must fit too.
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>
    /// Adds the clients of both instances of the patient API, each with its own pipeline, and the classification of
    /// their failures.
    /// </summary>
    public static IHostApplicationBuilder AddPatientApi(this IHostApplicationBuilder builder)
    {
        builder.AddErrorClassificationProvider<UpstreamErrors>();
        builder.Services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes);
        builder.AddResilientHttpClient<PatientApiClient>(ResourceNames.PatientApi)
            .UsePatientApi(ResourceNames.PatientApi);
        builder.AddResilientHttpClient<ReadOnlyPatientApiClient>(ResourceNames.PatientApiReadOnly)
            .UsePatientApi(ResourceNames.PatientApiReadOnly);
        // Cached patients are served without the API, and the read-only instance is itself only a fallback.
        builder.AddCircuitHealth(ResourceNames.PatientApi, DependencyImportance.Degradable);
        builder.AddCircuitHealth(ResourceNames.PatientApiReadOnly, DependencyImportance.Optional);
        return builder;
    }

    /// <summary>
    /// Configures a client of one instance: the connections, a service token of the caller in each request, and no
    /// response but those that this instance signed, in the gateway's own environment.
    /// </summary>
    public static IHttpClientBuilder UsePatientApi(this IHttpClientBuilder http, string instance) => http
        .UseSockets()
        .AddServiceToken(ResourceNames.PatientApi)
        .AddHttpMessageHandler(services => new ServiceIdentityHandler(
            instance,
            services.GetRequiredService<IHostEnvironment>(),
            services.GetRequiredService<ILogger<ServiceIdentityHandler>>()));

    // No redirects, headers as UTF-8.
    private static IHttpClientBuilder UseSockets(this IHttpClientBuilder http) => http
        // The HTTP client logs the path, which can contain an external id. Traces hold the same and more.
        .RemoveAllLoggers()
        .UseSocketsHttpHandler((sockets, _) =>
        {
            sockets.AllowAutoRedirect = false;
            // Kestrel reads headers as UTF-8; without this, the gateway could receive a non-ASCII entity tag but not
            // forward it.
            sockets.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        });
}
