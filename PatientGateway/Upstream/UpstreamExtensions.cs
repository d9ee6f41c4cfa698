using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PatientApi.Contracts;
using ServiceDefaults.Errors;
using ServiceDefaults.Http;

namespace PatientGateway.Upstream;

/// <summary>How this service reaches the patient API.</summary>
internal static class UpstreamExtensions
{
    // Half of what the API's server takes by default (32 KiB): what the gateway adds to a caller's headers has to fit beside them.
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Adds the clients of both instances of the patient API, each with a pipeline of its own, and what their failures are to our callers.</summary>
    public static IHostApplicationBuilder AddPatientApi(this IHostApplicationBuilder builder)
    {
        builder.AddErrorClassificationProvider<UpstreamErrors>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes);
        builder.AddResilientHttpClient<PatientApiClient>(ResourceNames.PatientApi).UsePatientApiSockets().RequireIdentity(ResourceNames.PatientApi);
        builder.AddResilientHttpClient<ReadOnlyPatientApiClient>(ResourceNames.PatientApiReadOnly).UsePatientApiSockets().RequireIdentity(ResourceNames.PatientApiReadOnly);
        return builder;
    }

    /// <summary>Has the client believe only what this service has said, in the gateway's own environment.</summary>
    public static IHttpClientBuilder RequireIdentity(this IHttpClientBuilder http, string service) => http.AddHttpMessageHandler(services => new ServiceIdentityHandler(
        service, services.GetRequiredService<IHostEnvironment>(), services.GetRequiredService<ILogger<ServiceIdentityHandler>>()));

    /// <summary>A connection that carries what the caller said and nothing of another caller.</summary>
    public static IHttpClientBuilder UsePatientApiSockets(this IHttpClientBuilder http) => http
        // The client's own log lines hold the path, and a path can hold an external id. Traces tell the same with more.
        .RemoveAllLoggers()
        .UseSocketsHttpHandler((sockets, _) =>
        {
            sockets.AllowAutoRedirect = false;
            sockets.UseCookies = false;
            // Kestrel reads headers as UTF-8; without this an entity tag beyond ASCII could be received but not handed on.
            sockets.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        });
}
