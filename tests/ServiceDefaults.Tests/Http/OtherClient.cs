using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Http;

namespace ServiceDefaults.Tests.Http;

/// <summary>A client of a second dependency, "labs".</summary>
internal sealed class OtherClient(HttpClient http)
{
    public const string Name = "labs";

    public HttpClient Http => http;

    public static IHttpClientBuilder AddTo(
        IHostApplicationBuilder builder, HttpMessageHandler dependency, string name = Name) =>
        builder.AddResilientHttpClient<OtherClient>(name).ConfigurePrimaryHttpMessageHandler(() => dependency);
}
