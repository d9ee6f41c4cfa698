using System.Net;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using ServiceDefaults.Http;

namespace PatientGateway.Upstream;

/// <summary>
/// The patient API in the words of its callers. Parameters that only the API can judge (a limit, an entity tag, a body) travel
/// as they came, so that every request is validated once, in one place.
/// </summary>
internal sealed class PatientApiClient(HttpClient http, TimeProvider clock)
{
    private const string Patients = "/patients";

    /// <summary>Reads one patient, or learns that the caller's version is current (304).</summary>
    public async Task<ApiAnswer<PatientResponse>> GetAsync(Guid id, string? includeDetails, string? ifNoneMatch, CancellationToken cancellationToken)
    {
        using var request = Request("get_patient", HttpMethod.Get, $"{Patients}/{id}{Query(("includeDetails", includeDetails))}");
        AddHeader(request, HeaderNames.IfNoneMatch, ifNoneMatch);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    /// <summary>Reads one page of patients.</summary>
    public async Task<ApiAnswer<PatientPage>> ListAsync(PatientQuery query, CancellationToken cancellationToken)
    {
        var parameters = Query(("search", query.Search), ("cursor", query.Cursor), ("limit", query.Limit));
        using var request = Request("list_patients", HttpMethod.Get, $"{Patients}{parameters}");
        return await SendAsync<PatientPage>(request, cancellationToken);
    }

    /// <summary>Creates a patient.</summary>
    public async Task<ApiAnswer<PatientResponse>> CreateAsync(PatientPayload patient, CancellationToken cancellationToken)
    {
        using var request = Request("create_patient", HttpMethod.Post, Patients, patient);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    /// <summary>Replaces a patient whose version the caller knows.</summary>
    public async Task<ApiAnswer<PatientResponse>> ReplaceAsync(Guid id, PatientPayload patient, string? ifMatch, CancellationToken cancellationToken)
    {
        using var request = Request("replace_patient", HttpMethod.Put, $"{Patients}/{id}", patient);
        AddHeader(request, HeaderNames.IfMatch, ifMatch);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    /// <summary>Deletes a patient.</summary>
    public async Task<ApiAnswer<PatientResponse>> DeleteAsync(Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        using var request = Request("delete_patient", HttpMethod.Delete, $"{Patients}/{id}");
        AddHeader(request, HeaderNames.IfMatch, ifMatch);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    /// <summary>Creates or replaces the patient of an external id.</summary>
    /// <exception cref="ArgumentException">The external id is a dot segment, which no URL can carry: it would address another resource.</exception>
    public async Task<ApiAnswer<PatientResponse>> UpsertAsync(string externalId, PatientPayload patient, CancellationToken cancellationToken)
    {
        if (externalId is "" or "." or "..")
        {
            throw new ArgumentException("An external id that is empty or a dot segment cannot be part of a path.", nameof(externalId));
        }

        using var request = Request("upsert_patient", HttpMethod.Put, $"{Patients}/by-external-id/{Uri.EscapeDataString(externalId)}", patient);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    private static HttpRequestMessage Request(string operation, HttpMethod method, string pathAndQuery, PatientPayload? payload = null)
    {
        var request = new HttpRequestMessage(method, new Uri(pathAndQuery, UriKind.Relative)) { Content = payload?.ToContent() };
        request.SetOperation(operation);
        return request;
    }

    private static QueryString Query(params (string Name, string? Value)[] parameters) =>
        QueryString.Create(parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private async Task<ApiAnswer<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken) where T : class
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = new ApiAnswer<T> { Status = response.StatusCode, ETag = response.Headers.ETag };
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => answer with { Value = await ReadAsync<T>(response, cancellationToken) },
            HttpStatusCode.NoContent or HttpStatusCode.NotModified => answer,
            var status when UpstreamProblem.IsAnsweredWith(status) => answer with { Problem = await UpstreamProblem.ReadAsync(response, cancellationToken) },
            _ => throw await UpstreamFailure.ReadAsync(response, clock, cancellationToken),
        };
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw UpstreamFailure.Unreadable(exception);
        }
    }
}
