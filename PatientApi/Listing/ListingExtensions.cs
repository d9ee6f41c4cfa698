using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>Lists and searches, page by page.</summary>
internal static class ListingExtensions
{
    /// <summary>Adds the pages' cursors, with a key from <c>Paging:CursorKey</c>.</summary>
    public static TBuilder AddPatientListing<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<PagingOptions>().BindConfiguration(PagingOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PagingOptions>, PagingOptionsValidator>();
        builder.Services.AddSingleton<CursorProtector>();
        builder.Services.AddScoped<PatientSearch>();
        return builder;
    }
}
