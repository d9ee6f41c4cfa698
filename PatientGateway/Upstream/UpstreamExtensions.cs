using System.Text;
using AppHost;
using ServiceDefaults.Errors;
using ServiceDefaults.Http;

namespace PatientGateway.Upstream;

/// <summary>How this service reaches the patient API.</summary>
internal static class UpstreamExtensions
{
    /// <summary>Adds the clients of both instances of the patient API, each with a pipeline of its own, and what their failures are to our callers.</summary>
    public static IHostApplicationBuilder AddPatientApi(this IHostApplicationBuilder builder)
    {
        builder.AddErrorClassificationProvider<UpstreamErrors>();
        builder.AddResilientHttpClient<PatientApiClient>(ResourceNames.PatientApi).UsePatientApiSockets();
        builder.AddResilientHttpClient<ReadOnlyPatientApiClient>(ResourceNames.PatientApiReadOnly).UsePatientApiSockets();
        return builder;
    }

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
