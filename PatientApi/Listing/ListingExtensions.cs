using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>Registers search and paging.</summary>
internal static class ListingExtensions
{
    public static IHostApplicationBuilder AddListing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PagingOptions>().BindConfiguration(PagingOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PagingOptions>, PagingOptionsValidator>();
        builder.Services.AddSingleton<CursorProtector>();
        builder.Services.AddSingleton<PatientSearch>();
        return builder;
    }
}
