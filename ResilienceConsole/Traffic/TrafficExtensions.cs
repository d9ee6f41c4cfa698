using ServiceDefaults.Settings;

namespace ResilienceConsole.Traffic;

/// <summary>Adds sample traffic, so that the page shows something before real callers come.</summary>
internal static class TrafficExtensions
{
    public static IHostApplicationBuilder AddSampleTraffic(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<TrafficOptions>(TrafficOptions.Section);
        builder.Services.AddHttpClient(SampleTraffic.Client)
            .RemoveAllLoggers()
            .UseSocketsHttpHandler((sockets, _) => sockets.AllowAutoRedirect = false);
        builder.Services.AddSingleton<SampleTraffic>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SampleTraffic>());
        return builder;
    }
}
