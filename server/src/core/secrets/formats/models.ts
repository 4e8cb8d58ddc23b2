import { type CredentialFormat, prefixed } from "./format.ts";

/** Keys of services that run machine-learning models. */
export const MODEL_FORMATS: readonly CredentialFormat[] = [
  {
    id: "openai-key",
    what: "an OpenAI API key",
    // `OpenAI` in base64 stands in the middle.
    gates: ["T3BlbkFJ"],
    pattern: /(?<![A-Za-z0-9])sk-(?:[a-z]{3,10}-)?[A-Za-z0-9_-]{16,80}T3BlbkFJ[A-Za-z0-9_-]{16,80}/dg,
    source: "https://platform.openai.com/docs/api-reference/authentication",
  },
  prefixed({
    id: "anthropic-key",
    what: "an Anthropic API key",
    prefix: ["sk-ant-api", "sk-ant-admin", "sk-ant-oat"],
    body: "\\d\\d-[A-Za-z0-9_-]{80,110}",
    source: "https://docs.anthropic.com/en/api/getting-started",
  }),
  prefixed({
    id: "huggingface-token",
    what: "a Hugging Face token",
    prefix: ["hf_", "api_org_"],
    body: "[A-Za-z]{34}",
    source: "https://huggingface.co/docs/hub/security-tokens",
  }),
  prefixed({
    id: "groq-key",
    what: "a Groq API key",
    prefix: "gsk_",
    body: "[A-Za-z0-9]{52}",
    source: "https://console.groq.com/docs/quickstart",
  }),
  prefixed({
    id: "replicate-token",
    what: "a Replicate token",
    prefix: "r8_",
    body: "[A-Za-z0-9]{37}",
    source: "https://replicate.com/docs/topics/security/api-tokens",
  }),
  prefixed({
    id: "perplexity-key",
    what: "a Perplexity API key",
    prefix: "pplx-",
    body: "[A-Za-z0-9]{48}",
    source: "https://docs.perplexity.ai/getting-started/quickstart",
  }),
  prefixed({
    id: "xai-key",
    what: "an xAI API key",
    prefix: "xai-",
    body: "[A-Za-z0-9_]{80}",
    source: "https://docs.x.ai/docs/tutorial",
  }),
  prefixed({
    id: "nvidia-key",
    what: "an NVIDIA API key",
    prefix: "nvapi-",
    body: "[A-Za-z0-9_-]{50,80}",
    source: "https://docs.api.nvidia.com/nim/docs/api-quickstart",
  }),
  prefixed({
    id: "openrouter-key",
    what: "an OpenRouter API key",
    prefix: "sk-or-v1-",
    body: "[a-f0-9]{64}",
    source: "https://openrouter.ai/docs/api-reference/authentication",
  }),
  prefixed({
    id: "langsmith-key",
    what: "a LangSmith API key",
    prefix: ["lsv2_pt_", "lsv2_sk_"],
    body: "[a-f0-9]{32}_[a-f0-9]{10}",
    source:
      "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
  }),
];
