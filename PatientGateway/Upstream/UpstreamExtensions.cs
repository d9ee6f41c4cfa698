using System.Text;
using AppHost;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PatientGateway.Upstream;

/// <summary>How this service reaches the patient API.</summary>
internal static class UpstreamExtensions
{
    /// <summary>The API by its name; service discovery turns it into an address, https where there is one.</summary>
    public static readonly Uri PatientApi = new($"https+http://{ResourceNames.PatientApi}");

    /// <summary>Adds <see cref="PatientApiClient"/>, furnished by the defaults of all clients: service discovery and resilience.</summary>
    public static IHostApplicationBuilder AddPatientApi(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddTransient<ResponseBufferingHandler>();
        builder.Services.AddHttpClient<PatientApiClient>(ConfigureForPatientApi)
            .AddHttpMessageHandler<ResponseBufferingHandler>()
            .UsePatientApiSockets();
        return builder;
    }

    /// <summary>Addresses the API and leaves time to the pipeline (or to the idle timeout): two clocks on one call contradict each other.</summary>
    public static void ConfigureForPatientApi(HttpClient http)
    {
        http.BaseAddress = PatientApi;
        http.Timeout = Timeout.InfiniteTimeSpan;
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
