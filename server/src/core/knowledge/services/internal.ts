/** An annotation that keeps a cloud's load balancer off the public network. */
export interface InternalAnnotation {
  readonly annotation: string;
  readonly value: RegExp;
}

/** Source: https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer, and the clouds' own pages. */
export const INTERNAL_ANNOTATIONS: readonly InternalAnnotation[] = [
  { annotation: "service.beta.kubernetes.io/aws-load-balancer-internal", value: /^(?:true|0\.0\.0\.0\/0)$/ },
  { annotation: "service.beta.kubernetes.io/aws-load-balancer-scheme", value: /^internal$/ },
  { annotation: "service.beta.kubernetes.io/azure-load-balancer-internal", value: /^true$/ },
  { annotation: "networking.gke.io/load-balancer-type", value: /^Internal$/i },
  { annotation: "cloud.google.com/load-balancer-type", value: /^Internal$/i },
  { annotation: "service.beta.kubernetes.io/openstack-internal-load-balancer", value: /^true$/ },
  { annotation: "service.beta.kubernetes.io/oci-load-balancer-internal", value: /^true$/ },
  { annotation: "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", value: /^intranet$/ },
  { annotation: "service.beta.kubernetes.io/cce-load-balancer-internal-vpc", value: /^true$/ },
  { annotation: "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", value: /^private$/ },
  { annotation: "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", value: /^subnet-/ },
];

/** The annotation that names who may call, before there was a field for it. */
export const SOURCE_RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";
