using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PatientApi.Contracts;
using ServiceDefaults.Errors;
using ServiceDefaults.Http;

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
            .UsePatientApiSockets().RequireIdentity(ResourceNames.PatientApi);
        builder.AddResilientHttpClient<ReadOnlyPatientApiClient>(ResourceNames.PatientApiReadOnly)
            .UsePatientApiSockets().RequireIdentity(ResourceNames.PatientApiReadOnly);
        return builder;
    }

    /// <summary>
    /// Makes the client accept only responses that this service signed, in the gateway's own environment.
    /// </summary>
    public static IHttpClientBuilder RequireIdentity(this IHttpClientBuilder http, string service) =>
        http.AddHttpMessageHandler(services => new ServiceIdentityHandler(
            service,
            services.GetRequiredService<IHostEnvironment>(),
            services.GetRequiredService<ILogger<ServiceIdentityHandler>>()));

    /// <summary>Configures the connections: no redirects, no cookies of other callers, headers as UTF-8.</summary>
    public static IHttpClientBuilder UsePatientApiSockets(this IHttpClientBuilder http) => http
        // The HTTP client logs the path, which can contain an external id. Traces hold the same and more.
        .RemoveAllLoggers()
        .UseSocketsHttpHandler((sockets, _) =>
        {
            sockets.AllowAutoRedirect = false;
            sockets.UseCookies = false;
            // Kestrel reads headers as UTF-8; without this, the gateway could receive a non-ASCII entity tag but not
            // forward it.
            sockets.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        });
}
